"""Ends of spans and of spans with a pause, by Python's zoneinfo and by walking from day to day. Prints calendar.json."""
import json, random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["Europe/Berlin", "America/New_York", "UTC", "Australia/Lord_Howe"]
HOLIDAYS = ["2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-01", "2027-10-03", "2027-11-01"]
draw = random.Random(15)
ms = lambda moment: round(moment.timestamp() * 1000)
is_worked = lambda day: day.weekday() < 5 and day.isoformat() not in HOLIDAYS


def worked_after(day, number):
    while not is_worked(day):
        day -= timedelta(days=1)
    while number > 0:
        day += timedelta(days=1)
        number -= is_worked(day)
    return day


def worked_between(first, last):
    return sum(is_worked(first + timedelta(days=at)) for at in range((last - first).days + 1))


def end_of_day(day, zone):
    after = (datetime.fromisoformat(str(day)) + timedelta(days=1)).replace(tzinfo=zone)
    return ms(after) - 1


def end(start, number, unit, zone):
    local = start.astimezone(zone)
    if unit == "bd":
        # A start on a day without work counts from the next day with work on.
        return end_of_day(worked_after(local.date(), number), zone)
    month = local.month - 1 + number
    year, month = local.year + month // 12, month % 12 + 1
    for day in range(local.day, 0, -1):
        try:
            return ms(local.replace(year=year, month=month, day=day, fold=0))
        except ValueError:
            continue


cases = []
for _ in range(400):
    zone = ZoneInfo(draw.choice(ZONES))
    start = datetime(2026, 11, 1, tzinfo=timezone.utc) + timedelta(minutes=draw.randrange(60 * 24 * 365))
    unit = draw.choice(["bd", "mo"])
    number = draw.randrange(1, 30 if unit == "bd" else 8)
    cases.append({"zone": str(zone), "from": ms(start), "span": f"{number}{unit}", "end": end(start, number, unit, zone)})

pauses = []
for _ in range(200):
    zone = ZoneInfo(draw.choice(ZONES))
    start = datetime(2026, 11, 1, tzinfo=timezone.utc) + timedelta(minutes=draw.randrange(60 * 24 * 300))
    number = draw.randrange(3, 20)
    stop = start + timedelta(minutes=draw.randrange(60 * 24 * 3))
    go = stop + timedelta(minutes=draw.randrange(60 * 24 * 20))
    due_day = worked_after(start.astimezone(zone).date(), number)
    stopped, gone = stop.astimezone(zone).date(), go.astimezone(zone).date()
    left = worked_between(stopped + timedelta(days=1), due_day)
    if stopped == gone:
        due = end_of_day(due_day, zone)
    elif left == 0:
        # Stopped on its last day: the day on which it goes on is the last one.
        due = end_of_day(gone, zone)
    else:
        due = end_of_day(worked_after(gone, left), zone)
    pauses.append({"zone": str(zone), "from": ms(start), "span": f"{number}bd", "stopped": ms(stop), "resumed": ms(go), "due": due})

print(json.dumps({"holidays": HOLIDAYS, "cases": cases, "pauses": pauses}, separators=(",", ":")))
