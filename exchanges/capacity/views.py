from ..landing import ToolLanding
from ..models import Tool


class Landing(ToolLanding):
    tool = Tool.CAPACITY
