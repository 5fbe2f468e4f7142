from django.urls import path

from northing.organisation.views import account, jobs, people, session

app_name = "organisation"
urlpatterns = [
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-in/demo/<int:pk>/", session.sign_in_demo, name="sign_in_demo"),
    path("sign-in/once/<str:token>/", session.sign_in_once, name="sign_in_once"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("organisation/choose/", account.choose, name="choose"),
    path("organisation/start/", account.start, name="start"),
    path("undo/<uuid:batch>/", account.undo, name="undo"),
    path("jobs/<uuid:pk>/", jobs.progress, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("people/", people.index, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/link/", people.link, name="person_link"),
    path("people/<int:pk>/active/", people.set_active, name="set_active"),
    path("people/<int:pk>/grants/", people.grant, name="grant"),
    path("people/grants/<int:pk>/remove/", people.revoke, name="revoke"),
]
