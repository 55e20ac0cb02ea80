package fidelity

func logs() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /api/v2/logs",
			Documented: "The properties of an event; `type: sapi` for a write of the Management API; `details` as in two published events, from 2022 and 2023. " +
				"Paging by number, and by `from` and `take` with the header `Link`. `include_totals`, whose `total` is that of the page.",
			Chosen: "The latest 200 writes since the start, in memory, each at once; other types (`fapi`, logins) are not logged. The newest first, unless `sort` says otherwise. " +
				"`q` knows `field:value`, joined by `AND`, and not `date`; `sort` only `date`: all else is a 400. Which properties are masked, and that bodies above 16 KiB are shortened. " +
				"`description` is the summary of the operation in the API reference, for APIs, clients, grants, keys, settings and new roles, and else its method and path. `channel` is `api`.",
		},
		{Route: "GET /api/v2/logs/{id}", Documented: "The same event.", Chosen: "An ID that the log does not have: 404."},
	}
}
