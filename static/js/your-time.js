// Beside a time in the programme's zone, the same moment in the reader's.

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const dayAndClock = new Intl.DateTimeFormat(language, {
  weekday: "long",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

for (const time of document.querySelectorAll("time[data-your-time]")) {
  const yours = timeOfReader(time.dateTime);
  if (yours) time.after(label(time.dataset.yourTime.replace("{time}", yours)));
}

/** The reader's clock at that moment; "" where it shows what is printed anyway. */
function timeOfReader(iso) {
  const moment = new Date(iso);
  const [, year, month, day, hour, minute] = iso.match(/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/);
  const sameDay =
    moment.getFullYear() === +year && moment.getMonth() + 1 === +month && moment.getDate() === +day;
  if (!sameDay) return dayAndClock.format(moment);
  const sameClock = moment.getHours() === +hour && moment.getMinutes() === +minute;
  return sameClock ? "" : clock.format(moment);
}

function label(words) {
  const span = document.createElement("span");
  span.className = "when__yours";
  span.textContent = words;
  return span;
}
