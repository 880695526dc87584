"""What the tests of texts share."""

JAPANESE = "護衛艦「いずも」、インド洋で訓練"


ENGLISH = "Two ships in formation"
