"""Every code an answer may carry, with its HTTP status and its default sentence. Codes are stable; sentences may change.

docs/errors.md says for each what to do; a test compares it with these tables.
"""

from __future__ import annotations

from collections.abc import Mapping

ITEM_CODES: Mapping[str, tuple[int, str]] = {
    "required": (400, "This field is required."),
    "blank": (400, "This field may not be empty."),
    "invalid_type": (400, "This value has the wrong JSON type."),
    "unknown_field": (400, "There is no such field."),
    "read_only_field": (400, "This field can't be set; leave it out or send the stored value."),
    "immutable_field": (400, "This field can't be changed once the record exists."),
    "too_long": (400, "The text is too long."),
    "too_short": (400, "The list has too few entries."),
    "too_many": (400, "There are too many entries."),
    "invalid_choice": (400, "This value is not one of the choices."),
    "invalid_format": (400, "This value does not have the expected form."),
    "invalid_characters": (400, "The text holds characters that can't be stored."),
    "invalid_email": (400, "This is not an e-mail address."),
    "invalid_internal_id": (400, "An internal id is a whole number from 1 to 9223372036854775807, written in digits."),
    "organization_not_found": (400, "Organization not found."),
    "reference_not_found": (400, "The record referred to was not found."),
    "relationship_type_not_found": (400, "Relationship type not found."),
    "relationship_type_inactive": (400, "This relationship type is no longer in use."),
    "relationship_type_not_allowed": (400, "This relationship type does not fit the types of the two organizations."),
    "contact_not_found": (400, "No contact of the organization has this e-mail address."),
    "contact_role_not_found": (400, "The account has no contact role with this key."),
    "template_mismatch": (400, "Two different values were sent for one custom field."),
    "same_organization": (400, "Source and target must differ."),
    "cycle": (400, "A record can't stand above itself."),
    "unknown_custom_field": (400, "The account has no custom field with this key."),
    "custom_field_inactive": (400, "This custom field can be read, but is no longer written."),
    "custom_field_not_applicable": (400, "This custom field does not apply to records of this type."),
    "custom_field_required": (400, "This custom field is required."),
    "custom_field_invalid_type": (400, "This value does not fit the type of the custom field."),
    "custom_field_out_of_range": (400, "This value is outside the range of the custom field."),
    "custom_field_too_long": (400, "This value is too long for the custom field."),
    "custom_field_invalid_option": (400, "This value is not one of the options of the custom field."),
    "permission_denied": (403, "You may not do this."),
    "create_not_permitted": (403, "You may not create such records."),
    "share_not_permitted": (403, "You may not share this record."),
    "not_found": (404, "Not found."),
    "does_not_exist": (404, "No such record exists, and mode=updateOnly creates none."),
    "duplicate_in_batch": (409, "Other items of this batch claim the same record or unique value."),
    "duplicate_data": (409, "Another record already holds this value."),
    "external_id_taken": (409, "Another record already holds this external id."),
    "external_id_unavailable": (409, "This value can't be used."),
    "ambiguous_match": (409, "The keys of this item belong to different records."),
    "organization_archived": (409, "This organization is archived."),
    "last_full_holder": (409, "The last holder of full permission can't give it up."),
    "in_use": (409, "This record is in use."),
    "version_conflict": (412, "The record has changed since the version you sent."),
    "not_applied": (424, "Not written, because another item of this atomic batch failed."),
    "retry_later": (503, "The service is busy. Send the same request again in a moment."),
}

# Used instead of the default sentence when the error carries every parameter the sentence names.
DETAILED: Mapping[str, str] = {
    "too_long": "Use at most {max} characters.",
    "too_short": "Send at least {min}.",
    "too_many": "Send at most {max}.",
    "permission_denied": "You may not do this; it needs {needed}.",
    "custom_field_too_long": "Use at most {max} characters.",
}

WARNING_CODES: Mapping[str, str] = {
    "value_normalized": "Invisible characters or white space at the ends were removed from this key.",
    "types_deduplicated": "A type was sent more than once; it is kept once.",
    "contact_ambiguous": "Source and target both have a contact with this e-mail address; the target's was taken.",
    "nothing_to_remove": "There was nothing to remove.",
    "external_id_added": "The record was found by its other key and takes the new external id.",
    "external_id_changed": "The record was found by its other key; the new external id replaces the old one.",
    "identifier_added": "The record was found by its other key and takes the new identifier.",
    "identifier_changed": "The record was found by its other key; the new identifier replaces the old one.",
    "external_id_not_referenceable": "References take at most 100 characters, so no reference can name this external id.",
    "merged_record": "The record was merged into another one, which took the change.",
}

PROBLEM_CODES: Mapping[str, tuple[int, str]] = {
    "malformed_json": (400, "The body is not valid JSON."),
    "invalid_body": (400, "The body does not have the expected form."),
    "empty_batch": (400, "The batch holds no items."),
    "too_many_items": (400, "The batch holds too many items."),
    "unknown_parameter": (400, "There is no such query parameter."),
    "invalid_parameter": (400, "A parameter or header has a value that is not accepted."),
    "platform_required": (400, "You belong to several accounts: name one with the X-Platform-Id header."),
    "bad_request": (400, "The request can't be read."),
    "not_authenticated": (401, "Send a valid API key as `Authorization: Bearer <key>` or `X-API-KEY: <key>`."),
    "permission_denied": (403, "You may not do this."),
    "csrf_failed": (403, "The CSRF token is missing or wrong. Reload the page, or use an API key."),
    "not_found": (404, "Not found."),
    "method_not_allowed": (405, "This address does not support the method; see the Allow header."),
    "not_acceptable": (406, "Answers are JSON; accept application/json."),
    "idempotency_in_progress": (409, "A request with this Idempotency-Key is still running."),
    "precondition_failed": (412, "The record has changed since the version you named."),
    "body_too_large": (413, "The body is larger than 10 MiB (10,485,760 bytes)."),
    "unsupported_media_type": (415, "Send the body as application/json in UTF-8, as it is or in gzip."),
    "idempotency_key_reused": (422, "This Idempotency-Key was used for a different request, or with other rights."),
    "atomic_batch_failed": (422, "An item failed, so nothing of this atomic batch was written."),
    "rate_limited": (429, "Too many requests. Wait as long as the Retry-After header says."),
    "internal_error": (500, "Something went wrong on our side. Tell us the requestId."),
    "retry_later": (503, "The service is busy. Send the same request again in a moment."),
}

PROBLEM_OF_STATUS: Mapping[int, str] = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    412: "precondition_failed",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
    500: "internal_error",
    503: "retry_later",
}
