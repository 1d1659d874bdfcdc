"""The simulated public: its figures are those of the documents, and the same seed is the same public."""

import random
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev

import pytest

from broker.config import load_office
from broker.public import (
    HOURLY_WEIGHTS,
    arrival_times,
    lognormal_s,
    mean_services_s,
    nature,
    no_show_chance,
    steady,
    visitors,
)

OFFICE = load_office(Path(__file__).parents[2] / "broker" / "demo" / "office.toml").office


def test_the_same_seed_is_the_same_public_and_another_seed_another() -> None:
    assert visitors(OFFICE, 60, 7) == visitors(OFFICE, 60, 7)
    assert visitors(OFFICE, 60, 7) != visitors(OFFICE, 60, 8)


def test_so_many_visitors_come_as_were_asked_for_in_the_order_of_their_coming() -> None:
    times = [visitor.at_s for visitor in visitors(OFFICE, 60, 7)]
    assert len(times) == 60
    assert times == sorted(times)


def test_sixty_visitors_take_the_hours_in_which_the_office_expects_sixty() -> None:
    last = [arrival_times(60, random.Random(seed))[-1] / 3600 for seed in range(200)]
    assert max(last) < 5.24  # 60 of 83.3 are expected by then, the morning being fuller
    assert fmean(last) == pytest.approx(5.13, abs=0.03)


def test_more_than_a_days_visitors_share_one_day() -> None:
    times = arrival_times(2000, random.Random(7))
    assert times[-1] < 8 * 3600
    by_hour = [sum(hour * 3600 <= at < (hour + 1) * 3600 for at in times) for hour in range(8)]
    assert [count / 250 for count in by_hour] == pytest.approx(HOURLY_WEIGHTS, abs=0.15)


def test_topics_languages_and_priority_have_their_shares() -> None:
    many = visitors(OFFICE, 20_000, 7)
    shares = {topic.id: topic.share / 95 for topic in OFFICE.topics}
    came = {topic: sum(v.topic == topic for v in many) / len(many) for topic in shares}
    assert came == pytest.approx(shares, abs=0.01)
    assert fmean(v.language == "lt" for v in many) == pytest.approx(0.7, abs=0.015)
    assert fmean(v.language == "fi" for v in many) == pytest.approx(0.3 / 7, abs=0.01)
    assert fmean(v.priority for v in many) == pytest.approx(0.1, abs=0.01)


def test_services_have_the_mean_and_the_spread_that_were_asked_for() -> None:
    chance = random.Random(7)
    drawn = [lognormal_s(900, 0.8, chance) for _ in range(50_000)]
    assert fmean(drawn) == pytest.approx(900, rel=0.02)
    assert pstdev(drawn) / fmean(drawn) == pytest.approx(0.8, rel=0.03)


def test_a_visitors_mean_service_over_all_topics_is_fifteen_minutes() -> None:
    means = mean_services_s(OFFICE)
    assert sum(topic.share * means[topic.id] for topic in OFFICE.topics) / 95 == pytest.approx(900)
    assert means["land"] / means["work"] == pytest.approx(22 / 14)


def test_a_number_has_one_nature_for_a_seed() -> None:
    assert nature("A012", 900, 0.8, 7) == nature("A012", 900, 0.8, 7)
    assert nature("A012", 900, 0.8, 7) != nature("A013", 900, 0.8, 7)


def test_no_shows_grow_from_three_to_eight_per_cent_in_half_an_hour() -> None:
    chances = [no_show_chance(minutes * 60) for minutes in (0, 15, 30, 90)]
    assert chances == pytest.approx([0.03, 0.055, 0.08, 0.08])
    assert all(a <= b for a, b in pairwise(chances))


def test_some_do_not_come_and_some_do_not_wait() -> None:
    many = [nature(f"A{n:03d}", 900, 0.8, 7) for n in range(20_000)]
    assert fmean(one.comes(0) for one in many) == pytest.approx(0.97, abs=0.005)
    assert fmean(one.comes(1800) for one in many) == pytest.approx(0.92, abs=0.005)
    assert fmean(one.patience_s is not None for one in many) == pytest.approx(0.03, abs=0.005)


def test_the_steady_wait_and_come_whatever_happens() -> None:
    many = [steady(f"A{n:03d}", 456, 0.66, 7) for n in range(2_000)]
    assert {(one.comes(36_000), one.patience_s) for one in many} == {(True, None)}
