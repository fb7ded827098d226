"""The pages of accounts. Signing in and out is in `sign_in_urls`."""

from django.urls import path

from panel.accounts.views import clients, home, invitation, organization, people, profile

app_name = "accounts"
urlpatterns = [
    path("", home.home, name="home"),
    path("profile/", profile.profile, name="profile"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path("people/", people.listing, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<uuid:invitation_id>/resend/", people.resend, name="resend_invitation"),
    path("people/invitations/<uuid:invitation_id>/revoke/", people.revoke, name="revoke_invitation"),
    path("people/<uuid:membership_id>/", people.member, name="member"),
    path("people/<uuid:membership_id>/remove/", people.remove, name="remove_member"),
    path("clients/", clients.listing, name="clients"),
    path("clients/<uuid:client_id>/", clients.rename, name="client"),
    path("organization/", organization.settings, name="organization"),
    path("operator/organizations/", organization.organizations, name="organizations"),
]
