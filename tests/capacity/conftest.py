from tarnwell import _installed_today, loaded, outsider, person, tarnwell, viewer

__all__ = ["_installed_today", "loaded", "outsider", "person", "tarnwell", "viewer"]
