"""Uses a client that was generated from the contract: ADDRESS KEY. Prints what came back as one JSON object."""

import json
import sys

from client import AuthenticatedClient
from client.api.events import post_events
from client.api.items import get_items_by_id, put_items_by_id
from client.api.jobs import get_jobs
from client.api.recommend import post_recommend, post_recommend_batch
from client.api.why import get_why
from client.models import Event, ItemFields, Problem, RecommendBatch, RecommendRequest

service = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])

first = post_recommend.sync(client=service, body=RecommendRequest(user="u1", count=5))
clicked = first.items[0].id
taken = post_events.sync(
    client=service,
    body=[Event(type_="click", user="u1", item=clicked, id="generated-1", response_id=first.response_id, position=1)] * 2,
)
after = post_recommend.sync(client=service, body=RecommendRequest(user="u1", count=5, page=first.next_page))
batch = post_recommend_batch.sync(client=service, body=RecommendBatch(requests=[RecommendRequest(user="u2", count=2)] * 2))
put_items_by_id.sync_detailed("made/by a client", client=service, body=ItemFields(title="Ten quiet places", categories=["travel"]))
why = get_why.sync(client=service, user="u1", item=first.items[1].id)
wrong = post_recommend.sync(client=service, body=RecommendRequest(user="u1", count=5, filter_="no such thing"))

print(
    json.dumps(
        {
            "first": [item.id for item in first.items],
            "because": first.items[0].channels[0].because,
            "accepted": taken.accepted,
            "duplicates": taken.duplicates,
            "after": [item.id for item in after.items],
            "batch": [len(page.items) for page in batch.responses],
            "title": get_items_by_id.sync("made/by a client", client=service).title,
            "jobs": len(get_jobs.sync(client=service).jobs),
            "why": why.item,
            "problem": wrong.status if isinstance(wrong, Problem) else None,
        }
    )
)
