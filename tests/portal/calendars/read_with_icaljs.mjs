// What ical.js (Thunderbird) makes of a calendar: each entry's instants and words, and what has no known type.
// Called with the address of ical.js; reads from standard input.
import { readFileSync } from "node:fs";

const { default: ICAL } = await import(process.argv[2]);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const untyped = (component) => [
  ...component.getAllProperties().filter((property) => property.type === "unknown" && !property.name.startsWith("x-")),
  ...component.getAllSubcomponents().flatMap(untyped),
];
const entries = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    starts: event.startDate.toUnixTime(),
    ends: event.endDate.toUnixTime(),
    is_all_day: event.startDate.isDate,
    zone: event.startDate.zone.tzid,
    summary: event.summary,
    description: event.description,
    location: event.location,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
  };
});
console.log(JSON.stringify({ untyped: untyped(calendar).map((property) => property.name), entries }));
