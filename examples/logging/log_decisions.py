"""Logs decisions to a Tribune service with nothing but the standard library.

    TRIBUNE_URL=http://127.0.0.1:8080 TRIBUNE_API_KEY=trb_... python3 log_decisions.py
"""

import http.client
import json
import os
import random
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

URL = os.environ.get("TRIBUNE_URL", "http://127.0.0.1:8080")
KEY = os.environ["TRIBUNE_API_KEY"]
LONGEST_PAUSE_S = 30
MOST_FAULTS = 8


def decision(subject, outcome, **fields):
    """One record; its id makes a repeated delivery a duplicate instead of a second decision."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": str(uuid.uuid4()), "deployment": "compas/prod", "subject": subject, "decidedAt": now,
            "outcome": outcome, "route": "automatic", **fields}


def send(records):
    """Sends a batch until the service says that it is durable. Raises for what repeating cannot mend: a refusal, or a service that fails on it."""
    body = "".join(json.dumps(record) + "\n" for record in records).encode()
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/x-ndjson",
               "idempotency-key": str(uuid.uuid4())}
    request = urllib.request.Request(f"{URL}/v1/decisions", data=body, headers=headers)
    pause = 0.2
    faults = 0
    while True:
        wait = 0.0
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            faults = faults + 1 if error.code == 500 else 0
            if faults >= MOST_FAULTS or (error.code not in (408, 425, 429) and error.code < 500):
                raise RuntimeError(f"{error.code}: {error.read().decode(errors='replace')}") from error
            asked = error.headers.get("retry-after") or ""
            wait = min(float(asked), LONGEST_PAUSE_S) if asked.isdecimal() else 0.0
        except (OSError, http.client.HTTPException, ValueError):
            pass  # No answer, or half of one: it may have been taken. The same idempotency key makes asking again safe.
        time.sleep(max(wait, random.uniform(0, pause)))
        pause = min(LONGEST_PAUSE_S, pause * 2)


if __name__ == "__main__":
    people = [decision(f"case-{n}", outcome=n % 2, score=round(random.random(), 3), inputs={"age": 20 + n}) for n in range(100)]
    print(send(people))
