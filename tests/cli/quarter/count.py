"""Counts a bulletin a second time, from nothing but what `show --events` and `calendar` print.

Reads one JSON document from standard input: `letters` (each with `id` and `events`), `calendar` (the days that differ
from Monday to Friday), `units` (each with `id` and `kind`), and `asked` (pairs of a period's first and last day, and a
cut-off). Prints a list with the figures of each pair, under the names that `bulletin --json` gives them. It knows the
rules of Weibin from the regulation: nine to six, Monday to Friday but for the calendar.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

BEIJING = timezone(timedelta(hours=8))
UNIT_COUNTS = [
    "received", "in_time", "late", "late_through_co", "late_open", "open", "answered", "extended", "returned",
    "sent_back", "urgings", "named", "replied", "repeats",
]
CENTRE_COUNTS = [
    "received", "accepted", "declined", "referred", "assigned", "direct", "replied", "ended", "reopened", "repeats",
    "published", "withheld", "settled", "called_back", "satisfied",
]
WEIGHTS = {"in_time": 50, "satisfaction": 20, "not_sent_back": 15, "not_repeated": 15}


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(BEIJING)


def rounded(number, places):
    quantum = Decimal(1).scaleb(-places)
    return None if number is None else float(Decimal(repr(number)).quantize(quantum, ROUND_HALF_UP))


def share(part, whole):
    return rounded(part / whole, 4) if whole else None


class Office:
    def __init__(self, days):
        self.listed = {day["date"]: day["kind"] == "workday" for day in days}

    def works(self, date):
        return self.listed.get(date.isoformat(), date.weekday() < 5)

    def minutes(self, start, end):
        """The working minutes between two instants; seconds do not count."""
        total, date = 0, start.date()
        while date <= end.date():
            if self.works(date):
                first = start.hour * 60 + start.minute if date == start.date() else 0
                last = end.hour * 60 + end.minute if date == end.date() else 1440
                total += max(0, min(last, 1080) - max(first, 540))
            date += timedelta(days=1)
        return total

    def closing_of_next_day(self, at):
        """The closing of the first working day after an instant, as the regulation counts: after hours is tomorrow."""
        date = at.date()
        if not self.works(date) or at.timetz().replace(tzinfo=None) > datetime.strptime("18:00", "%H:%M").time():
            date = self.next(date)
        date = self.next(date)
        return datetime(date.year, date.month, date.day, 18, tzinfo=BEIJING)

    def next(self, date):
        date += timedelta(days=1)
        while not self.works(date):
            date += timedelta(days=1)
        return date


class Held:
    """An assignment."""

    def __init__(self, unit, co, at, due, round_):
        self.unit, self.co, self.at, self.due, self.round = unit, co, at, due, round_
        self.active, self.end = True, None
        self.answer = self.answer_through_co = None
        self.answers = []  # of (late, through a co-unit)
        self.extended = self.sent_back = False


def mean_and_median(minutes):
    if not minutes:
        return {"mean": None, "median": None}
    return {
        "mean": rounded(sum(minutes) / len(minutes) / 60, 1),
        "median": rounded(median(minutes) / 60, 1),
    }


class Count:
    def __init__(self, office, units, first, last, cut_off):
        self.office, self.units, self.cut_off = office, units, cut_off
        start = datetime.fromisoformat(first).replace(tzinfo=BEIJING)
        end = datetime.fromisoformat(last).replace(tzinfo=BEIJING) + timedelta(days=1)
        self.inside = lambda at: start <= at < end and at <= cut_off
        self.centre = dict.fromkeys(CENTRE_COUNTS, 0)
        self.rows = {}
        self.ratings, self.unrated, self.linked, self.led = [], 0, [], {}
        self.registering, self.replying = [], []
        self.types, self.grounds, self.categories = {}, {}, {}
        self.routes = {"assigned": 0, "direct": 0, "none": 0}

    def row(self, unit):
        if unit not in self.rows:
            self.rows[unit] = dict.fromkeys(UNIT_COUNTS, 0) | {
                "minutes": [], "ratings": [], "unrated": 0, "replied_letters": set(), "repeated_letters": set(),
            }
        return self.rows[unit]

    def letter(self, number, events):
        events = [one for one in events if instant(one["at"]) <= self.cut_off]
        if not events:
            return
        held, replies, links = [], [], []
        round_, route, stage, of_type = 1, None, "received", None
        received = accepted_at = ready = None
        amending = called = void = False
        over = []
        for one in events:
            event, kind = one["event"], one["event"]["kind"]
            at = instant(one["happened_at"] or one["at"])
            active = [each for each in held if each.active]
            mine = next((each for each in reversed(active) if each.unit == event.get("unit")), None)
            if kind == "received":
                received = instant(event["received_at"]) if event.get("received_at") else at
            elif kind == "accepted":
                accepted_at, category, stage = at, event["category"], "registered"
                of_type = event.get("of_type", of_type)
                if self.inside(at):
                    self.registering.append(self.office.minutes(min(received, at), at))
            elif kind == "corrected" and event.get("field") == "received":
                received = instant(event["now"])
            elif kind == "corrected" and event.get("field") == "type":
                of_type = event["now"]
            elif kind == "assigned":
                route, stage = "assigned", "assigned"
                held.append(Held(event["unit"], event.get("co", False), at, instant(event["due"]["at"]), round_))
            elif kind == "extension_decided" and event["granted"]:
                mine.due, mine.extended = instant(event["limit"]["due"]["at"]), True
            elif kind == "feedback_given":
                late = at > mine.due
                opinions = [each for each in active if each.co and each.answers and each.answers[-1][0]]
                last = max((each.answered_at for each in opinions), default=None)
                through = not mine.co and late and last is not None and at <= self.office.closing_of_next_day(last)
                mine.answers.append((late, through))
                mine.answer, mine.answered_at, ready = at, at, at
            elif kind == "feedback_sent_back":
                mine.answer, mine.sent_back, mine.due = None, True, instant(event["limit"]["due"]["at"])
            elif kind in ("returned", "taken_back"):
                gone = [mine] if mine.co else active
                for each in gone:
                    each.active, each.end = False, kind
                if not mine.co:
                    stage, route = "registered", None
            elif kind == "opinion_waived":
                mine.active, mine.end = False, "waived"
            elif kind == "urged" and self.inside(at) and not self.undone(events, one):
                self.row(event["unit"])["urgings"] += 1
                self.row(event["unit"])["named"] += event["step"] == "name"
            elif kind == "replied_directly":
                route, ready, stage = "direct", at, "drafting"
            elif kind == "sent":
                stage = "replied"
                if ready and self.inside(at):
                    self.replying.append(self.office.minutes(min(ready, at), at))
                ready = None
                if amending:
                    amending = False
                else:
                    replies.append({"at": at, "round": round_, "score": None})
            elif kind == "amended":
                amending = True
            elif kind == "rated":
                self.score(replies[-1], event["score"])
            elif kind == "called_back":
                if event.get("result"):
                    self.score(replies[-1], event["result"])
                if self.inside(at) and not called:
                    called = True
                    self.centre["called_back"] += 1
            elif kind == "closed":
                stage = "closed"
            elif kind == "reopened":
                if self.inside(at):
                    self.centre["reopened"] += 1
                    lead = self.lead(held, round_)
                    if event.get("cause", "unsatisfied") in ("unsatisfied", "new-facts", "new_facts") and lead:
                        self.row(lead.unit)["repeats"] += 1
                        self.row(lead.unit)["repeated_letters"].add(number)
                for each in active:
                    each.active, each.end = False, "round"
                round_, route, stage = round_ + 1, None, "registered"
            elif kind in ("declined", "referred", "ended"):
                over.append((kind, at, event))
                stage = "over" if kind == "ended" else kind
                void = kind == "ended" and event["because"] == "void"
                if kind == "ended":
                    for each in active:
                        if each.answer is None:
                            each.active, each.end = False, "ended"
            elif kind == "revoked":
                over.pop()
                stage, void = "received", False
            elif kind == "linked" and self.inside(at):
                links.append((event["to"], at))
            elif kind in ("published", "withheld") and self.inside(at):
                self.centre[kind] += 1
        if void:
            return
        self.centre["received"] += self.inside(received)
        if accepted_at and self.inside(accepted_at):
            self.centre["accepted"] += 1
            self.centre["settled"] += stage in ("replied", "closed", "over")
            self.categories[category] = self.categories.get(category, 0) + 1
            if of_type:
                self.types[of_type] = self.types.get(of_type, 0) + 1
            if route is None and round_ > 1:
                route = "assigned" if self.lead(held, round_ - 1) else "direct"
            self.routes[route or "none"] += 1
        for kind, at, event in over:
            if self.inside(at):
                self.centre[kind] += 1
                if kind == "declined":
                    self.grounds[event["ground"]] = self.grounds.get(event["ground"], 0) + 1
        self.centre["repeats"] += len(links)
        self.linked += links
        self.led[number] = [(each.at, each.unit) for each in held if not each.co and each.end in (None, "round")]
        for each in held:
            self.assignment(each)
        for reply in replies:
            self.reply(number, reply, self.lead(held, reply["round"]))

    @staticmethod
    def score(reply, score):
        """A later, better score does not take the place of the first."""
        reply["score"] = score if reply["score"] is None else min(reply["score"], score)

    @staticmethod
    def lead(held, round_):
        lead = [one for one in held if one.round == round_ and not one.co and one.end in (None, "round")]
        return lead[-1] if lead else None

    @staticmethod
    def undone(events, urged):
        """Whether an urging counts for nothing: the centre took back the assignment, or the unit had answered (or signed) by
        then, though that was registered later."""
        done = "signed_for" if urged["event"]["step"] == "sign" else "feedback_given"
        for one in events:
            at = instant(one["happened_at"] or one["at"])
            mine = one["event"].get("unit") == urged["event"]["unit"] and one["event"]["kind"] == done
            if mine and one["version"] > urged["version"] and at <= instant(urged["happened_at"] or urged["at"]):
                return True
        after = [one["event"] for one in events if one["version"] > urged["version"]]
        for event in after:
            if event.get("unit") == urged["event"]["unit"]:
                if event["kind"] == "taken_back":
                    return True
                if event["kind"] in ("assigned", "returned"):
                    return False
        return False

    def assignment(self, held):
        if not self.inside(held.at):
            return
        if held.end == "returned":
            self.row(held.unit)["returned"] += 1
            return
        if held.end in ("taken_back", "waived", "ended"):
            return
        self.centre["assigned"] += not held.co
        row = self.row(held.unit)
        late = any(late and not through for late, through in held.answers)
        if held.answer is None:
            state = "late_open" if late or held.due < self.cut_off else "open"
        elif late:
            state = "late"
        else:
            state = "late_through_co" if held.answers[-1][1] else "in_time"
        row[state] += 1
        row["received"] += 1
        row["answered"] += bool(held.answers)
        row["extended"] += held.extended
        row["sent_back"] += held.sent_back
        if held.answer:
            row["minutes"].append(self.office.minutes(held.at, held.answer))

    def reply(self, number, reply, lead):
        if not self.inside(reply["at"]):
            return
        self.centre["replied"] += 1
        self.centre["direct"] += lead is None
        rows = [self.row(lead.unit)] if lead else []
        for row in rows:
            row["replied"] += 1
            row["replied_letters"].add(number)
        if reply["score"] is None:
            self.unrated += 1
        else:
            self.ratings.append(reply["score"])
            self.centre["satisfied"] += reply["score"] >= 4
        for row in rows:
            if reply["score"] is None:
                row["unrated"] += 1
            else:
                row["ratings"].append(reply["score"])

    def figures(self):
        for to, at in self.linked:
            led = [one for one in self.led.get(to, []) if one[0] <= at]
            if led:
                unit = max(led)[1]
                self.row(unit)["repeats"] += 1
                self.row(unit)["repeated_letters"].add(to)
        units = [self.unit(unit, row) for unit, row in self.rows.items()]
        units = [one for one in units if any(one[name] for name in UNIT_COUNTS)]
        for one in units:
            same = [other for other in units if other["town"] == one["town"]]
            scores = [other["score"]["total"] for other in same if other["score"]["total"] is not None]
            own = one["score"]["total"]
            one["rank"] = None if own is None else 1 + sum(score > own for score in scores)
        asked = len(self.ratings)
        totals = self.centre | {
            "closing_rate": share(self.centre["settled"], self.centre["accepted"]),
            "satisfied_share": share(self.centre["satisfied"], asked),
            "call_back_rate": share(self.centre["called_back"], self.centre["replied"]),
            "satisfaction": satisfaction(self.ratings, self.unrated),
            "registering": mean_and_median(self.registering),
            "replying": mean_and_median(self.replying),
            "units": {name: sum(row[name] for row in self.rows.values()) for name in UNIT_COUNTS},
        }
        totals["units"]["hours"] = mean_and_median([one for row in self.rows.values() for one in row["minutes"]])
        return {
            "totals": totals,
            "units": {str(one["id"]): one for one in units},
            "types": self.types,
            "declined": self.grounds,
            "categories": self.categories,
            "routes": self.routes,
        }

    def unit(self, unit, row):
        counts = {name: row[name] for name in UNIT_COUNTS}
        measured = counts["in_time"] + counts["late"] + counts["late_open"]
        parts = {
            "in_time": share(counts["in_time"], measured),
            "satisfaction": rounded(satisfaction(row["ratings"], 0)["mean"] / 5, 4) if row["ratings"] else None,
            "not_sent_back": share(counts["answered"] - counts["sent_back"], counts["answered"]),
        }
        about = row["replied_letters"] | row["repeated_letters"]
        parts["not_repeated"] = share(len(about) - len(row["repeated_letters"]), len(about))
        known = {part: value for part, value in parts.items() if value is not None}
        weight = sum(WEIGHTS[part] for part in known)
        total = sum(WEIGHTS[part] * value for part, value in known.items()) / weight * 100 if weight else None
        return counts | {
            "id": unit,
            "town": self.units[unit],
            "in_time_share": parts["in_time"],
            "hours": mean_and_median(row["minutes"]),
            "satisfaction": satisfaction(row["ratings"], row["unrated"]),
            "score": {"total": rounded(total, 1)},
        }


def satisfaction(ratings, unrated):
    mean = rounded(sum(ratings) / len(ratings), 2) if ratings else None
    return {"mean": mean, "n": len(ratings), "unknown": unrated}


def main():
    given = json.load(sys.stdin)
    office = Office(given["calendar"])
    towns = ("街道", "镇", "乡")
    units = {unit["id"]: unit["kind"] in towns for unit in given["units"]}
    counted = []
    for first, last, cut_off in given["asked"]:
        count = Count(office, units, first, last, instant(cut_off))
        for letter in given["letters"]:
            count.letter(letter["id"], letter["events"])
        counted.append(count.figures())
    json.dump(counted, sys.stdout, ensure_ascii=False)


main()
