"""The page behind the link in every mail about a session: no log-in, and nothing happens before a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from supervision import actions
from supervision.actions import NotNow
from supervision.calendar import place_of, title
from supervision.links import answer_of
from supervision.models import Session, SessionAnswer

Answer = SessionAnswer.Answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether one comes to one session. Shows nothing of the group: the mail may have been passed on."""
    found = answer_of(token)
    if found is None:
        return render(request, "supervision/answer_unknown.html", status=404)
    session, seat = found
    now, said = timezone.now(), ""
    says = request.POST.get("answer", "")
    if request.method == "POST" and says in (Answer.COMES, Answer.ABSENT):
        try:
            actions.answer(session, seat, Answer(says), now=now)
        except NotNow as refused:
            said = str(refused)
        else:
            return redirect(request.path)
    row = SessionAnswer.objects.filter(session=session, seat=seat).first()
    context = {
        "session": session,
        "seat": seat,
        "heading": title(),
        "place": place_of(session),
        "answer": row.answer if row else "",
        "is_open": session.state == Session.State.PLANNED and session.starts_at > now,
        "said": said,
    }
    return render(request, "supervision/answer.html", context)
