"""What only the whole of a file tells, found before its first row is imported."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from .date_orders import DateOrders, is_date_column
from .headers import headed, match_headers
from .options import Options
from .reading import Table

# A column without a header may be left out of a file that fills none of its first cells.
FIRST_ROWS = 1000


def first_pass(table: Table, options: Options) -> Options:
    """Read a file to its end, so that no row of one that breaks off is written.

    The options come back with the order of dates of numbers alone, where the file settles it: some
    of its dates have a number above 12, and all of those say the same.
    """
    head = headed(table, options)
    first = [cells for _line, cells in islice(head.rows(), FIRST_ROWS)]
    columns = match_headers(head.headers, first, options)
    asks = not (options.date_order or options.unclear_dates)
    positions = [n for n, column in columns.items() if is_date_column(column) and asks]
    dates = DateOrders(options.pivot_year)
    for _line, cells in table.rows:
        for position in positions:
            if position < len(cells) and cells[position]:
                dates.note(position, cells[position])
    return replace(options, date_order=dates.decided) if asks and dates.decided else options
