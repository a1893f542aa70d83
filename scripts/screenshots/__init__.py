"""Pictures of every page: shots.py and the pages_*.py say of which, stage.py before what, camera.py takes them."""
