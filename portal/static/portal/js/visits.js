// Somebody has come from an issue of the newsletter: counts it once, as a number, and takes the issue's name out of the
// address, so that it is not sent on with a link or counted again.
const address = new URL(location.href);
const issue = address.searchParams.get("u");

if (issue) {
  address.searchParams.delete("u");
  history.replaceState(history.state, "", address);
  fetch("/nyhedsbreve/besoeg/", {
    method: "POST",
    body: new URLSearchParams({ u: issue }),
    credentials: "omit",
    keepalive: true,
  }).catch(() => {}); // a visit that is not counted is no harm to anybody
}
