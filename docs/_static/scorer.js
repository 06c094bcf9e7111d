// What a search shows first: pages that say how something is done, then the notebooks, then the API. Sphinx asks `score` for every result.
var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  first: { questions: 60, try: 50, command_line: 40, "80_walkthrough": 35, overview: 30, person: 20, "81_results": 20, index: 10, CHANGELOG: -25, CONTRIBUTING: -10 },
  score([page, , , , found]) {
    // a name of the API, found exactly, still comes before a notebook that only mentions it
    const first = Scorer.first[page.replace(/_es$/, "")] ?? (page.startsWith("api.") ? -15 : 0);
    const spanish = page.endsWith("_es") ? (navigator.language.startsWith("es") ? 1 : -25) : 0; // for who reads it, beside its English page
    return first + spanish + 2 * found;
  },
};
