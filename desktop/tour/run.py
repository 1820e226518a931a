"""The tour: three months of work in the real windows, and everything it leaves behind to look at.

It is the demonstration in the README, a test, and the proof that the frozen program works. It plays what collectives really did:
food, masks, condoms and hygiene kits bought centrally and given out, cards that are given once, many visits without a name,
referrals with their outcome. It fails when a step cannot be done or a figure differs from what was played.
"""

import json
import sys
import traceback
from datetime import date
from pathlib import Path

from desktop.domain.periods import Month
from desktop.domain.starter import STARTER_ITEMS
from desktop.tour import ending, first_day, keeping, storeroom
from desktop.tour.cast import FIRST_DAY, LOGINS, ORIGINS, HandOut, calendar
from desktop.tour.desk import NAMES, Desk, arrange, give_a_number, kits, receive, send
from desktop.tour.desk_later import (
    bring_in_a_table,
    count_the_bag,
    look_at_cards,
    look_at_places,
    order,
    put_right,
    sell,
    use_and_make,
)
from desktop.tour.first_day import Keys
from desktop.tour.office import Office
from desktop.tour.stage import MakeApp, Stage, TourClock, item_name
from desktop.tour.tally import Tally

CARDS = {"en": "Health cards", "zh_CN": "医疗卡"}
DAY_AFTER = date(2026, 12, 1)


def run_tour(make_app: MakeApp, folder: Path, language: str) -> int:
    """Play the tour and leave its pictures, papers, vault, stick and figures in `folder`; 0 when every step succeeded."""
    for name in ("screens", "paper", "stick", "home"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    stage = Stage(make_app, folder, laptop="one", clock=TourClock(FIRST_DAY))
    try:
        return _play(make_app, stage, folder, language)
    except Exception:
        # The last picture shows where it stopped.
        stage.hands.grab(folder / "screens" / "stopped-here.png")
        traceback.print_exc()
        return 1


def say(words: str) -> None:
    """Tell what is being played, one line a part."""
    print(words, flush=True)


def _play(make_app: MakeApp, stage: Stage, folder: Path, language: str) -> int:
    say("An empty laptop: the first start")
    keys = first_day.make_vault(stage, folder / "vault", language)
    say("Two colleagues, a twelfth item")
    keys = first_day.add_colleagues(stage, keys)
    first_day.add_twelfth_item(stage, CARDS[language])
    tally = Tally()
    _opening(tally)
    say("Three months of work")
    _work(stage, keys, tally, language)
    say("The months' end")
    stage.clock.set(DAY_AFTER)
    stage.change_person(LOGINS["coordinator"], keys.passphrases["coordinator"])
    played = sorted(tally.months)
    for number, month in enumerate(played):
        ending.close_month(stage, month, pictures=number == len(played) - 1)
    stage.go("today")
    stage.picture("today-after-closing")
    before = ending.figures_of(stage, played)
    places = ending.places_of(stage, played)
    say("A colleague leaves")
    keeping.look_after_the_keys(stage, keys)
    say("The stick")
    ending.back_up(stage)
    keeping.look_at_what_goes_for_good(stage)
    _other_looks(stage)
    stage.lock()
    stage.picture("unlock")
    stage.close()
    say("Another laptop: restore")
    second = Stage(make_app, folder, laptop="two", clock=stage.clock)
    second.continue_after(stage)
    ending.restore(second, keys, LOGINS["coordinator"], folder / "restored", language)
    after = ending.figures_of(second, played)
    second.close()
    names = NAMES[language]
    differences = [
        line
        for month in played
        for place in (names.bag, names.group)
        for line in tally.differences_at(month, place, places[str(month)].get(place, ()))
    ]
    return _judge(folder, keys, stage, tally, before, after, differences)


def _opening(tally: Tally) -> None:
    by_slug = {item.name.lower().replace(" ", "_"): item for item in STARTER_ITEMS}
    for slug, packs, _expires in first_day.OPENING:
        item = by_slug[slug]
        tally.months[Month.of(FIRST_DAY)].received[item_name(item.name)] += packs * item.pack_size


def _work(stage: Stage, keys: Keys, tally: Tally, language: str) -> None:
    cards = CARDS[language]
    office = Office(stage, tally)
    person = "coordinator"

    def work_as(role: str) -> None:
        nonlocal person
        if person != role:
            stage.change_person(LOGINS[role], keys.passphrases[role])
            person = role

    days = calendar()
    deliveries = 0
    for number, day in enumerate(days):
        stage.clock.set(day.on)
        if number % 15 == 0:
            work_as("stock_keeper")
            if not number:
                stage.picture("today-stock-keeper")
            storeroom.receive(stage, tally, ORIGINS[deliveries % len(ORIGINS)], pictures=not number)
            deliveries += 1
            if not number:
                storeroom.receive_cards(stage, tally, cards, 30)
        if number in (20, 42, 60):
            work_as("stock_keeper")
            storeroom.write_off(stage, tally, "Masks", 3, picture=number == 20)
            storeroom.count(stage, tally, "Soap", 1)
            if number == 20:
                storeroom.look_at_card(stage, "Condoms")
            work_as("coordinator")
            storeroom.approve_count(stage, picture=number == 20)
        if number == 1:
            say("The whole desk of the stock keeper")
            _desk(Desk(stage, tally, language, work_as))
        work_as("volunteer")
        if not number:
            office.add_partners()
        office.day(day, first=not number)
        if number in range(20, 26):
            # A card once for each of the first six.
            office.give(HandOut(number - 20, 0, ((cards, 1), ("Food packs", 1))))
        if number == 10:
            office.pictures_of_the_middle()


def _desk(desk: Desk) -> None:
    desk.work_as("stock_keeper")
    arrange(desk)
    for part in (receive, kits, send, order, bring_in_a_table, use_and_make, give_a_number, sell):
        part(desk)
    for part in (count_the_bag, put_right, look_at_cards, look_at_places):
        part(desk)


def _other_looks(stage: Stage) -> None:
    """The screens once more: dark, high contrast, large text, names shown."""
    for mode in ("dark", "contrast"):
        stage.app.theme.set_mode(mode)
        for place in ("today", "counter", "members", "stock", "referrals", "summaries"):
            stage.go(place)
            stage.picture(f"{place}-{mode}")
        _desk_in_other_looks(stage, mode)
    stage.app.theme.set_mode("light")
    stage.app.theme.set_text_size(150)
    for place in ("today", "counter", "members", "stock", "referrals", "summaries"):
        stage.go(place)
        stage.picture(f"{place}-150")
    _desk_in_other_looks(stage, "150")
    stage.app.theme.set_text_size(100)


def _desk_in_other_looks(stage: Stage, look: str) -> None:
    """What the stock keeper has before them most: what needs attention, a delivery, a count."""
    hands = stage.hands
    stage.go("stock")
    hands.press("stock_more")
    hands.press("more_attention")
    stage.picture(f"attention-{look}")
    hands.press("attention_back")
    hands.press("stock_receive")
    hands.choose("receive_item", item_name("Masks"))
    stage.picture(f"receive-{look}")
    hands.press("receive_back")
    hands.press("stock_count")
    hands.press("count_begin")
    stage.picture(f"count-{look}")
    hands.press("count_abandon")
    hands.press("confirm_act")


def _judge(
    folder: Path, keys: Keys, stage: Stage, tally: Tally, before: dict, after: dict, of_places: list[str]
) -> int:
    differences = [line for month in sorted(tally.months) for line in tally.differences(month, before[str(month)])]
    differences += of_places
    if before != after:
        differences.append("the restored vault gives other figures")
    content = {"before": ending.as_json(before), "after": ending.as_json(after)}
    (folder / "figures.json").write_text(json.dumps(content, indent=1, ensure_ascii=False), "utf-8")
    (folder / "typed.txt").write_text("\n".join(stage.typed) + "\n", "utf-8")
    for line in differences:
        print(line, file=sys.stderr)
    print("Look at it with:")
    for role, passphrase in keys.passphrases.items():
        print(f"  {role}: {LOGINS[role]} / {passphrase}")
    print(f"  recovery sheet: {' '.join(keys.recovery)}")
    return 1 if differences else 0
