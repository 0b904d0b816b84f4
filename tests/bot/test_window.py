from bot.intake import Window


def test_before_the_first_batch_nothing_is_named() -> None:
    window = Window()
    assert (window.offset, window.busy, window.take([])) == (None, False, [])
    assert window.offset is None


def test_the_offset_moves_past_what_is_settled_and_no_further() -> None:
    window = Window()
    assert window.take([10, 11, 12]) == [10, 11, 12]
    window.settled(11)
    assert (window.offset, window.busy) == (10, True)
    assert window.take([10, 11, 12, 13]) == [13]
    window.settled(10)
    assert window.offset == 12
    window.settled(12)
    window.settled(13)
    assert (window.offset, window.busy) == (14, False)


def test_what_is_free_is_taken_again_when_it_comes_again() -> None:
    window = Window()
    window.take([10, 11])
    window.free(10)
    window.settled(11)
    assert window.offset == 10
    assert window.take([10, 11]) == [10]
    window.settled(10)
    assert window.offset == 12


def test_what_expired_at_telegram_holds_nothing_up() -> None:
    window = Window()
    window.take([10, 11])
    window.free(10)
    assert window.take([11, 12]) == [12]
    assert window.offset == 11


def test_after_ids_restart_the_next_offset_is_the_last_batchs_not_the_highest() -> None:
    window = Window()
    window.take([900])
    window.settled(900)
    assert window.take([5, 6]) == [5, 6]
    window.settled(5)
    window.settled(6)
    assert window.offset == 7


def test_what_settled_while_telegram_was_being_asked_is_not_taken_twice() -> None:
    window = Window()
    window.take([10, 11, 12])
    for one in (10, 11, 12):
        window.settled(one)  # while a question with offset 10 was under way
    assert window.take([10, 11, 12, 13]) == [13]
    window.settled(13)
    assert (window.offset, window.busy) == (14, False)


def test_a_short_answer_to_the_same_question_forgets_nothing() -> None:
    window = Window()
    window.take([10, 11, 12])
    for one in (10, 11, 12):
        window.settled(one)
    assert window.take([10]) == []
    assert window.offset == 13
    assert window.take([]) == []
    assert window.take([11, 12]) == [11, 12]  # ids that come anew after Telegram was told are other updates


def test_a_batch_out_of_order_is_confirmed_whole() -> None:
    window = Window()
    window.take([5, 3])
    for one in (5, 3):
        window.settled(one)
    assert window.offset == 6
    assert (window.take([5]), window.offset) == ([], 6)
