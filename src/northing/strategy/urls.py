from django.urls import path, re_path

from northing.strategy.views import draft, measures, outline, publish, versions

app_name = "strategy"
urlpatterns = [
    path("strategy", outline.page, name="outline"),
    path("strategy/policies", outline.policies, name="policies"),
    path("strategy/measures", measures.index, name="measures"),
    path("strategy/measures/<path:key>/readings", measures.readings, name="reading"),
    path("strategy/measures/<path:key>/readings/record", measures.record, name="record_reading"),
    path("strategy/measures/<path:key>/readings/correct", measures.correct, name="correct_reading"),
    path("strategy/draft", draft.page, name="draft"),
    path("strategy/draft/save", draft.save, name="save_item"),
    path("strategy/draft/weights", draft.save_weights, name="save_weights"),
    path("strategy/draft/weights/remainder", draft.remainder, name="remainder"),
    path("strategy/draft/add", draft.add, name="add_item"),
    path("strategy/draft/move", draft.move, name="move_item"),
    path("strategy/draft/remove", draft.remove, name="remove_item"),
    path("strategy/draft/paste", draft.paste, name="paste"),
    path("strategy/draft/start", draft.start_from, name="start_from"),
    path("strategy/draft/undo", draft.undo, name="undo_in_draft"),
    path("strategy/draft/redo", draft.redo, name="redo_in_draft"),
    path("strategy/draft/discard", draft.discard, name="discard_draft"),
    path("strategy/draft/review", publish.review, name="review"),
    path("strategy/draft/publish", publish.publish, name="publish"),
    path("strategy/versions", versions.index, name="versions"),
    path("strategy/versions/<int:number>", versions.page, name="version"),
    re_path(r"^strategy/versions/(?P<number>\d+)\.(?P<form>json|xml)$", versions.export, name="version_export"),
]
