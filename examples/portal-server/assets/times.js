// Shows instants in the reader's own time zone. The page itself has them in UTC, and says so.
const language = document.documentElement.lang;
const locale = navigator.languages.find((one) => one.toLowerCase().split("-")[0] === language) ?? language;
const day = { year: "numeric", month: "short", day: "numeric" };
const clock = { hour: "numeric", minute: "2-digit" };
const shapes = { day, minute: { ...day, ...clock, timeZoneName: "short" } };

/** Formats the time of day of an instant in the reader's time zone. */
export const timeOfDay = (instant) => new Intl.DateTimeFormat(locale, clock).format(new Date(instant));

for (const time of document.querySelectorAll("time[data-show]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  time.textContent = new Intl.DateTimeFormat(locale, shapes[time.dataset.show]).format(at);
}
