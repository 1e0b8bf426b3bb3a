"""The floor of every HTTP figure: an app whose one route does nothing.

`python -m benchmarks.floor PORT` serves it as the app itself is served.
"""

import sys

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def nothing() -> dict[str, str]:
    """Answer with next to nothing."""
    return {"status": "ok"}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
