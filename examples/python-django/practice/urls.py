"""The routes."""

from django.contrib.auth.views import LoginView
from django.urls import path

from practice import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("accounts/login/", LoginView.as_view(template_name="login.html")),
    path("cases/<str:case>/", views.case, name="case"),
    path("i/<str:selector>", views.landing),
    path("portal.js", views.script),
    path("portal/", views.home, name="portal"),
    path("portal/documents/<str:document>/", views.document, name="document"),
    path("portal/leave/", views.leave, name="leave"),
]
