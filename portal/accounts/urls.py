"""Every address of allauth, in Danish. A test compares the names with allauth's own list."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as spare_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.usersessions import views as usersessions
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.accounts import views
from portal.accounts.single_sign_on import views as single_sign_on

_addresses = [
    path("", views.overview, name="account_overview"),
    path("log-ind/", account.login, name="account_login"),
    path("log-ud/", account.logout, name="account_logout"),
    path("opret/", account.signup, name="account_signup"),
    path("kode/", account.confirm_login_code, name="account_confirm_login_code"),
    # The log-in page is where codes are asked for; there is no second one.
    path("kode/ny/", views.to_log_in, name="account_request_login_code"),
    path("lukket/", account.account_inactive, name="account_inactive"),
    path("bekraeft/", account.reauthenticate, name="account_reauthenticate"),
    path("mail/", account.email, name="account_email"),
    path("mail/kode/", account.email_verification_sent, name="account_email_verification_sent"),
    path("adgangskode/", account.password_change, name="account_change_password"),
    path("adgangskode/vaelg/", account.password_set, name="account_set_password"),
    path("adgangskode/glemt/", account.password_reset, name="account_reset_password"),
    path("adgangskode/glemt/kode/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("adgangskode/glemt/ny/", account.complete_password_reset, name="account_complete_password_reset"),
    path("adgangskode/glemt/klar/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("to-trin/", mfa.index, name="mfa_index"),
    path("to-trin/kode/", mfa.authenticate, name="mfa_authenticate"),
    path("to-trin/bekraeft/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("to-trin/app/", views.shown_by_adding(app.activate_totp), name="mfa_activate_totp"),
    path("to-trin/app/fjern/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("to-trin/reservekoder/", spare_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("to-trin/reservekoder/nye/", spare_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("to-trin/reservekoder/hent/", spare_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("to-trin/noegler/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("to-trin/noegler/tilfoej/", views.shown_by_adding(keys.add_webauthn), name="mfa_add_webauthn"),
    path("to-trin/noegler/log-ind/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("to-trin/noegler/bekraeft/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("to-trin/noegler/<int:pk>/navn/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("to-trin/noegler/<int:pk>/fjern/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("enheder/", usersessions.list_usersessions, name="usersessions_list"),
    path("arbejdsgiver/", single_sign_on.employers, name="socialaccount_connections"),
    path("arbejdsgiver/afbrudt/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("arbejdsgiver/fejl/", social.login_error, name="socialaccount_login_error"),
    path("arbejdsgiver/opret/", social.signup, name="socialaccount_signup"),
    path("arbejdsgiver/<slug:provider_id>/", single_sign_on.log_in, name="openid_connect_login"),
    path("arbejdsgiver/<slug:provider_id>/svar/", single_sign_on.callback, name="openid_connect_callback"),
]
# Codes, addresses and devices are kept by no browser and no server on the way.
urlpatterns = decorate_urlpatterns(_addresses, never_cache)
