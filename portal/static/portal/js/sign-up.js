// When the panel of a day cannot be fetched (the line is down, a form is too old), the browser sends the form itself:
// then its own page says what happened. A sign-up that is sent twice is one.
function sendItself(event) {
  const form = event.target.closest("[data-sign-up]");
  if (form) HTMLFormElement.prototype.submit.call(form);
}

document.addEventListener("htmx:responseError", sendItself);
document.addEventListener("htmx:sendError", sendItself);
