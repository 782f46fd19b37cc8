"""The judge is judged: histories that are right pass, and each wrong one gets the right word."""

from __future__ import annotations

import unittest
from collections.abc import Callable

from histories import World
from kinds import EXHAUSTED, KINDS, PERMANENT, WORKER_KILLED

Case = Callable[[World], object]
GOOD: dict[str, Case] = {}
#: Of these, those that are not drained.
UNDER_WAY: set[str] = set()
BAD: dict[str, tuple[str, Case, bool]] = {}


def good(case: Case) -> Case:
    GOOD[case.__name__] = case
    return case


def under_way(case: Case) -> Case:
    """Right before the drain."""
    UNDER_WAY.add(case.__name__)
    return good(case)


def bad(word: str, drained: bool = True) -> Callable[[Case], Case]:
    def add(case: Case) -> Case:
        BAD[case.__name__] = (word, case, drained)
        return case

    return add


def a_job(world: World, kind: str = "quick", **facts: object) -> None:
    """Job `a`, submitted, acknowledged and completed."""
    world.job("a", kind, **facts)
    world.complete("a")


def a_dead_letter(world: World) -> None:
    world.job("a", "doomed")
    world.start("a")
    world.die("a", EXHAUSTED, spent=3)


# Right histories


@good
def nothing_happened(world: World) -> None:
    pass


@good
def a_job_was_completed(world: World) -> None:
    a_job(world)


@good
def a_chain_left_its_record_and_its_event(world: World) -> None:
    a_job(world, "chain")


@good
def both_takers_completed(world: World) -> None:
    a_job(world, "fan")


@good
def a_job_published_another(world: World) -> None:
    a_job(world, "publisher")


@good
def a_schedule_made_a_job(world: World) -> None:
    a_job(world, "tick", sent=False)


@good
def an_unknown_submission_is_there(world: World) -> None:
    a_job(world, sent=False, tag="x")
    world.submit("x", "info")


@good
def an_unknown_submission_is_not_there(world: World) -> None:
    world.submit("x", "info")


@good
def a_client_died_before_the_answer(world: World) -> None:
    a_job(world, sent=False, tag="x")
    world.submit("x", "invoke")


@good
def a_refused_submission_is_not_there(world: World) -> None:
    world.submit("x", "fail")


@good
def a_key_was_repeated(world: World) -> None:
    a_job(world, key="k")
    world.submit("tag-a", "ok", "a", key="k")


@good
def a_key_was_repeated_after_an_unknown_outcome(world: World) -> None:
    a_job(world, sent=False, tag="x", key="k")
    world.submit("x", "info", key="k")
    world.submit("x", "fail", key="k")
    world.submit("x", "ok", "a", key="k")


@good
def one_key_of_two_creators(world: World) -> None:
    for job_id, creator in (("a", "one"), ("b", "two")):
        world.job(job_id, key="k", creator=creator)
        world.complete(job_id)


@good
def a_worker_died_and_another_finished(world: World) -> None:
    world.job("a", "chain")
    world.start("a")
    world.step("a", world.takers("a")[0], "note")
    world.wait_again("a")
    a_second_attempt(world)


def a_second_attempt(world: World) -> None:
    world.start("a")
    world.complete("a")


@good
def a_dead_worker_was_counted(world: World) -> None:
    world.job("a")
    world.start("a")
    world.wait_again("a")
    world.complete("a")
    with_causes(world, deaths=1)


@good
def an_attempt_that_was_given_back_was_free(world: World) -> None:
    world.job("a")
    world.start("a")
    world.wait_again("a")
    world.complete("a")
    with_causes(world, released=1)
    world.deliveries[0]["number"] = 1


@good
def a_cancel_was_wanted(world: World) -> None:
    world.job("a")
    world.end("a", "cancelled")
    world.ask("cancel", "a", status="cancelled")


@good
def a_cancel_came_too_late(world: World) -> None:
    a_job(world)
    world.ask("cancel", "a", "fail")


@good
def a_cancel_of_unknown_outcome_had_an_effect(world: World) -> None:
    world.job("a")
    world.end("a", "cancelled")
    world.ask("cancel", "a", "info")


@good
def all_attempts_were_used_up(world: World) -> None:
    a_dead_letter(world)


@good
def a_failure_was_permanent(world: World) -> None:
    world.job("a", "broken")
    world.start("a")
    world.die("a", PERMANENT, spent=1)


@good
def three_workers_died_of_it(world: World) -> None:
    world.job("a")
    world.start("a")
    world.die("a", WORKER_KILLED, deaths=3)


@good
def a_dead_letter_was_redriven_and_died_again(world: World) -> None:
    a_dead_letter(world)
    world.ask("redrive", "a")
    world.redrive("a")
    world.start("a")
    world.die("a", EXHAUSTED, spent=3)


@good
def a_dead_letter_was_discarded(world: World) -> None:
    a_dead_letter(world)
    world.deliveries[0]["state"] = "discarded"
    world.ask("discard", "a")


@good
def what_was_seen_is_still_so(world: World) -> None:
    a_job(world)
    world.ask("read", "a", status="completed")
    world.ask("events", "a", seen=[[row["sequence"], row["type"]] for row in world.events])


@good
def seen_progress_was_removed_by_retention(world: World) -> None:
    a_job(world)
    world.ask("events", "a", seen=[[77, "job.progress"]])


@good
def the_first_schema_has_no_tallies(world: World) -> None:
    a_job(world)
    world.has_tallies = False


@good
def retention_removed_an_old_job(world: World) -> None:
    world.submit("x", "ok", "z")
    world.removed = {"quick": 1}


@good
def a_key_made_a_new_job_after_retention(world: World) -> None:
    a_job(world, key="k")
    world.submit("tag-a", "ok", "z", key="k")
    world.removed = {"quick": 1}


@under_way
def a_delivery_waits_for_one_that_was_let_in(world: World) -> None:
    for job_id in "ab":
        world.job(job_id, "limited")
        world.deliveries[-1].update(keys=["creator-1"], waitsFor=None)
    world.deliveries[1].update(waitsFor="creator-1")


# Wrong histories


@bad("lost")
def more_jobs_are_gone_than_retention_removed(world: World) -> None:
    for tag in ("x", "y"):
        world.submit(tag, "ok", f"z-{tag}")
    world.removed = {"quick": 1}


@bad("lost")
def retention_removed_a_dead_letter(world: World) -> None:
    world.submit("x", "ok", "z", "doomed")
    world.removed = {"doomed": 1}


@bad("duplicated")
def a_job_that_was_redriven_was_completed_twice(world: World) -> None:
    world.job("a")
    world.start("a")
    world.die("a", WORKER_KILLED, deaths=3)
    world.ask("redrive", "a")
    world.redrive("a")
    world.complete("a")
    world.event("a", "job.completed")


@bad("lost")
def an_acknowledged_job_is_missing(world: World) -> None:
    world.submit("x", "ok", "a")


@bad("lost")
def an_acknowledged_job_has_no_delivery(world: World) -> None:
    a_job(world)
    world.deliveries.clear()
    world.steps.clear()


@bad("lost")
def one_of_two_takers_is_missing(world: World) -> None:
    a_job(world, "fan")
    world.deliveries.pop()


@bad("lost")
def a_seen_completion_is_gone(world: World) -> None:
    world.job("a")
    world.ask("read", "a", status="completed")


@bad("lost")
def a_seen_event_is_gone(world: World) -> None:
    a_job(world)
    world.ask("events", "a", seen=[[99, "job.completed"]])


@bad("lost")
def a_seen_sequence_was_given_again(world: World) -> None:
    a_job(world)
    world.ask("events", "a", seen=[[2, "job.retrying"]])


@bad("lost")
def an_acknowledged_cancel_was_forgotten(world: World) -> None:
    a_job(world)
    world.ask("cancel", "a", status="cancelled")


@bad("lost")
def an_acknowledged_redrive_was_forgotten(world: World) -> None:
    a_dead_letter(world)
    world.ask("redrive", "a")


@bad("lost")
def an_acknowledged_discard_was_forgotten(world: World) -> None:
    a_dead_letter(world)
    world.ask("discard", "a")


@bad("ghost")
def a_job_was_never_sent(world: World) -> None:
    a_job(world, sent=False)


@bad("ghost")
def a_job_was_refused_and_is_there(world: World) -> None:
    a_job(world, sent=False, tag="x")
    world.submit("x", "fail")


@bad("ghost")
def a_job_has_another_type_than_was_sent(world: World) -> None:
    a_job(world, "chain", sent=False, tag="x")
    world.submit("x", "ok", "a", "quick")


@bad("ghost")
def a_job_has_another_creator_than_was_sent(world: World) -> None:
    a_job(world)
    world.find("a")["creator"] = "somebody"


@bad("ghost")
def a_job_has_a_key_that_was_not_sent(world: World) -> None:
    a_job(world)
    world.find("a")["key"] = "k"


@bad("ghost")
def a_job_is_of_an_unknown_type(world: World) -> None:
    a_job(world)
    world.find("a")["jobType"] = "torture.unheard_of"


@bad("ghost")
def a_delivery_is_where_it_does_not_belong(world: World) -> None:
    a_job(world)
    world.deliveries.append({**world.deliveries[0], "id": 9, "subscription": "chain"})


@bad("ghost")
def a_record_belongs_to_nobody(world: World) -> None:
    world.records.append({"collection": "quick", "id": "z", "job": "z", "value": {"tag": "z"}})


@bad("ghost")
def an_event_belongs_to_nobody(world: World) -> None:
    world.event("z", "job.submitted")


@bad("ghost")
def nobody_wanted_the_cancel(world: World) -> None:
    world.job("a")
    world.end("a", "cancelled")


@bad("ghost")
def nobody_wanted_the_redrive(world: World) -> None:
    a_dead_letter(world)
    world.redrive("a")
    world.start("a")
    world.die("a", EXHAUSTED, spent=3)


@bad("ghost")
def nobody_wanted_the_discard(world: World) -> None:
    a_dead_letter(world)
    world.deliveries[0]["state"] = "discarded"


@bad("ghost")
def a_child_has_no_parent(world: World) -> None:
    world.job("b", "news", sent=False, parent="z")
    world.complete("b")


@bad("ghost")
def a_reaction_has_no_event(world: World) -> None:
    a_job(world, "chain")
    world.job("a.999", "announced", sent=False, parent="a", payload={"specversion": "1.0", "data": {"tag": "tag-a"}})
    world.complete("a.999")


@bad("ghost")
def a_child_carries_another_mark(world: World) -> None:
    a_job(world, "publisher")
    world.find("a-child")["payload"]["tag"] = "else"


@bad("duplicated")
def a_key_made_two_jobs(world: World) -> None:
    for job_id in "ab":
        world.job(job_id, sent=False, tag="x", key="k")
        world.complete(job_id)
    world.submit("x", "info", key="k")


@bad("duplicated")
def a_key_was_answered_with_two_ids(world: World) -> None:
    a_job(world, key="k")
    world.submit("tag-a", "ok", "b", key="k")


@bad("duplicated")
def a_submission_without_a_key_made_two_jobs(world: World) -> None:
    for job_id in "ab":
        world.job(job_id, sent=False, tag="x")
        world.complete(job_id)
    world.submit("x", "info")


@bad("duplicated")
def a_job_was_delivered_twice_to_one_subscription(world: World) -> None:
    a_job(world)
    world.deliveries.append({**world.deliveries[0], "id": 9})


@bad("duplicated")
def a_job_was_completed_twice(world: World) -> None:
    a_job(world)
    world.event("a", "job.completed")


@bad("duplicated")
def a_job_started_for_the_first_time_twice(world: World) -> None:
    world.job("a")
    world.start("a")
    world.event("a", "job.started")
    world.complete("a")


@bad("duplicated")
def a_step_was_completed_twice(world: World) -> None:
    world.job("a", "chain")
    world.start("a")
    world.event("a", "step.completed", step="note")
    world.complete("a")


@bad("duplicated")
def a_step_was_stored_twice(world: World) -> None:
    a_job(world)
    world.steps.append(dict(world.steps[0]))


@bad("duplicated")
def an_event_was_emitted_twice(world: World) -> None:
    world.job("a", "chain")
    world.start("a")
    world.event("a", "torture.announced")
    world.complete("a")


@bad("duplicated")
def a_job_published_two(world: World) -> None:
    a_job(world, "publisher")
    world.job("b", "news", sent=False, parent="a", tag="tag-a")
    world.complete("b")


@bad("broken")
def a_completed_job_has_no_final_event(world: World) -> None:
    a_job(world)
    world.events.pop()


@bad("broken")
def a_job_was_reopened_after_its_completion(world: World) -> None:
    a_job(world)
    world.find("a").update(status="pending")


@bad("broken")
def a_job_ended_otherwise_than_its_event_says(world: World) -> None:
    a_job(world)
    world.events[-1]["type"] = "job.failed"


@bad("broken")
def a_completed_job_has_no_record(world: World) -> None:
    a_job(world)
    world.records.clear()


@bad("broken")
def a_record_has_no_step(world: World) -> None:
    world.job("a")
    world.start("a")
    world.records.append({"collection": "quick", "id": "a", "job": "a", "value": {"tag": "tag-a"}})


@bad("broken")
def a_record_holds_the_value_of_another_job(world: World) -> None:
    a_job(world)
    world.records[0]["value"] = {"tag": "else"}


@bad("broken")
def a_record_is_in_the_wrong_collection(world: World) -> None:
    a_job(world)
    world.records.append({"collection": "chain", "id": "a", "job": "a", "value": {"tag": "tag-a"}})


@bad("broken")
def a_completed_job_has_skipped_a_step(world: World) -> None:
    a_job(world, "chain")
    world.steps.remove(next(row for row in world.steps if row["step"] == "note"))


@bad("broken")
def a_step_has_no_event(world: World) -> None:
    a_job(world)
    world.events.remove(world.last_event("a", "step.completed"))


@bad("broken")
def a_step_event_has_no_step(world: World) -> None:
    world.job("a")
    world.start("a")
    world.event("a", "step.completed", step="save")


@bad("broken")
def an_announcing_step_has_no_event(world: World) -> None:
    a_job(world, "chain")
    world.events.remove(world.last_event("a", "torture.announced"))


@bad("broken")
def a_publishing_step_has_no_job(world: World) -> None:
    a_job(world, "publisher")
    world.find("a-child")["parent"] = None


@bad("broken")
def an_event_has_no_reaction(world: World) -> None:
    a_job(world, "chain")
    child = next(job for job in world.jobs if job["parent"] == "a")
    child["parent"] = None


@bad("broken")
def a_completed_job_has_no_result(world: World) -> None:
    a_job(world)
    world.find("a")["result"] = None


@bad("broken")
def a_job_was_never_submitted_by_its_events(world: World) -> None:
    a_job(world)
    world.events.pop(0)


@bad("stuck")
def a_job_is_pending_after_the_drain(world: World) -> None:
    world.job("a")


@bad("stuck")
def a_job_is_locked_after_the_drain(world: World) -> None:
    world.job("a")
    world.start("a")


@bad("stuck", False)
def a_job_under_way_has_nothing_left_to_do(world: World) -> None:
    world.job("a")
    world.deliveries[0].update(state="completed")


@bad("stuck", False)
def a_delivery_waits_for_a_key_nobody_holds(world: World) -> None:
    world.job("a", "limited")
    world.deliveries[0].update(keys=["creator-1"], waitsFor="creator-1")


@bad("status")
def a_completed_job_has_a_dead_delivery(world: World) -> None:
    a_job(world, "fan")
    world.deliveries[1].update(state="dead", reason=WORKER_KILLED, deaths=3)


@bad("status", False)
def a_pending_job_has_had_an_attempt(world: World) -> None:
    world.job("a")
    world.deliveries[0].update(number=1, fence=1)


@bad("conservation")
def a_tally_counts_one_too_many(world: World) -> None:
    a_job(world)
    world.tally_changes = {"quick": 1}


@bad("conservation")
def a_tally_names_a_subscription_that_holds_nothing(world: World) -> None:
    world.tally_changes = {"chain": 1}


@bad("lock", False)
def a_locked_delivery_has_no_worker(world: World) -> None:
    world.job("a")
    world.start("a")
    world.deliveries[0]["worker"] = None


@bad("lock")
def a_completed_delivery_is_still_held(world: World) -> None:
    a_job(world)
    world.deliveries[0].update(worker="w", lockedUntil=9)


@bad("lock")
def a_fence_went_back(world: World) -> None:
    a_job(world)
    world.deliveries[0].update(number=3, fence=2)


@bad("order")
def two_events_have_one_sequence(world: World) -> None:
    for job_id in "ab":
        world.job(job_id)
        world.complete(job_id)
    world.events[-1]["sequence"] = 1


@bad("order")
def a_sequence_went_back(world: World) -> None:
    a_job(world)
    world.events[2]["sequence"], world.events[1]["sequence"] = 2, 3


@bad("order")
def something_happened_after_the_end(world: World) -> None:
    a_job(world)
    world.event("a", "job.progress")


@bad("order")
def a_step_came_before_the_start(world: World) -> None:
    world.job("a")
    world.step("a", world.takers("a")[0], "save")
    world.start("a")
    world.end("a", "completed", result={})


@bad("wrong_end")
def a_job_died_that_had_to_succeed(world: World) -> None:
    world.job("a")
    world.start("a")
    world.die("a", EXHAUSTED, spent=20)


@bad("wrong_end")
def a_job_succeeded_that_had_to_die(world: World) -> None:
    a_job(world, "doomed")


@bad("wrong_end")
def a_job_expired_without_a_time_to_live(world: World) -> None:
    world.job("a")
    world.die("a", "TTLExpiredException")


@bad("attempts")
def an_attempt_was_withheld(world: World) -> None:
    world.job("a", "doomed")
    world.start("a")
    world.die("a", EXHAUSTED, spent=2)


@bad("attempts")
def the_first_dead_worker_was_the_end(world: World) -> None:
    world.job("a")
    world.start("a")
    world.die("a", WORKER_KILLED, deaths=1)


def with_causes(world: World, **counts: int) -> None:
    """As the second schema counts them."""
    zero = {"failed": 0, "timedOut": 0, "lockLost": 0, "deaths": 0, "released": 0}
    for row in world.deliveries:
        del row["spent"]
        row.update({**zero, **counts})


@bad("attempts")
def a_dead_worker_was_forgotten(world: World) -> None:
    world.job("a")
    world.start("a")
    world.wait_again("a")
    world.complete("a")
    with_causes(world)


@bad("attempts")
def a_failure_was_counted_twice(world: World) -> None:
    world.job("a")
    world.start("a")
    world.wait_again("a")
    world.complete("a")
    with_causes(world, failed=2)


@bad("attempts")
def an_attempt_that_was_given_back_was_charged(world: World) -> None:
    world.job("a")
    world.start("a")
    world.wait_again("a")
    world.complete("a")
    with_causes(world, released=1)


@bad("damaged")
def the_file_is_damaged(world: World) -> None:
    world.integrity = ["row 7 missing from index jobs_by_status"]


@bad("damaged")
def a_row_points_nowhere(world: World) -> None:
    world.foreign_keys = [["deliveries", 4, "jobs"]]


class CheckerTests(unittest.TestCase):
    def test_right_histories_pass(self) -> None:
        self.assertGreaterEqual(len(GOOD), 20)
        for name, case in GOOD.items():
            with self.subTest(name.replace("_", " ")):
                world = World()
                case(world)
                self.assertEqual(world.words(is_drained=name not in UNDER_WAY), set())

    def test_wrong_histories_are_named(self) -> None:
        self.assertGreaterEqual(len(BAD), 40)
        for name, (word, case, is_drained) in BAD.items():
            with self.subTest(name.replace("_", " ")):
                world = World()
                case(world)
                self.assertIn(word, world.words(is_drained))

    def test_waiting_is_no_fault_before_the_drain(self) -> None:
        for kind in ("quick", "chain", "fan", "doomed"):
            with self.subTest(kind):
                world = World()
                world.job("a", kind)
                self.assertEqual(world.words(is_drained=False), set())
                world.start("a")
                self.assertEqual(world.words(is_drained=False), set())

    def test_every_kind_has_a_right_end(self) -> None:
        for kind in KINDS.values():
            with self.subTest(kind.job_type):
                self.assertTrue(all(taker.steps or taker.dies for taker in kind.takers))


if __name__ == "__main__":
    unittest.main()
