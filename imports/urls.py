"""The pages of this room."""

from __future__ import annotations

from django.urls import path

from imports.export_pages import ExportPage

app_name = "imports"
urlpatterns = [path("<slug:name>/export.<slug:form>", ExportPage.as_view(), name="export")]
