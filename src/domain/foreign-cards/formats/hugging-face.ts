import type { ForeignCard, ForeignDataset, ForeignMetric, Path, Understood } from '../document/index.js';

/** Headings under which cards of the Hub say what a model is for, and what it is not for; compared in small letters. */
const USES = ['direct use', 'intended use', 'intended uses', 'intended uses & limitations', 'uses', 'how to use'];
const LIMITS = ['out-of-scope use', 'limitations', 'bias, risks, and limitations', 'limitations and bias', 'risks'];
/** Where our own cards say what the front matter of the Hub has no key for. */
const OWN = 'tribune';

/** A card of the Hub: front matter, and text whose headings say what the model is for. */
export function huggingFaceCard(read: Understood, body: string): ForeignCard {
  const own: Path = [OWN];
  const index = read.list(['model-index']);
  const sections = sectionsOf(body);
  const under = (headings: readonly string[]): string[] =>
    sections.flatMap(({ heading, text }) => (headings.includes(heading) && text !== '' ? [read.cutText(text)] : []));
  const isOwn = read.has(own);
  return {
    name:
      read.name([...own, 'model']) ??
      read.name(['model_name']) ??
      firstOf(index.map((at) => read.name([...at, 'name']))),
    version: read.name([...own, 'version']),
    digest: read.digest([...own, 'digest']),
    authors: read.texts(['authors']),
    description: read.text([...own, 'description']),
    licences: licencesOf(read, own),
    // Our own cards say it in the front matter too; their text is for people.
    intendedUse: isOwn ? read.texts([...own, 'intended-use']) : under(USES),
    limitations: isOwn ? read.texts([...own, 'limitations']) : under(LIMITS),
    madeOf: read.texts(['base_model']),
    parameters: [
      ...read.list([...own, 'parameters']).flatMap((at) => {
        const name = read.has([...at, 'value']) ? read.name([...at, 'name']) : null;
        const value = name === null ? null : read.text([...at, 'value']);
        return name === null || value === null ? [] : [{ name, value }];
      }),
      ...['library_name', 'pipeline_tag'].flatMap((name) => {
        const value = read.text([name]);
        return value === null ? [] : [{ name, value }];
      }),
    ],
    datasets: [...read.list([...own, 'datasets']).flatMap((at) => ownDataset(read, at)), ...hubDatasets(read)],
    metrics: index.flatMap((at) => read.list([...at, 'results']).flatMap((result) => metricsOf(read, result))),
  };
}

const firstOf = (all: readonly (string | null)[]): string | null => all.find((one) => one !== null) ?? null;

function licencesOf(read: Understood, own: Path): string[] {
  // The Hub has names of licences in small letters only.
  const ours = read.name([...own, 'licence']);
  const named = read.texts(['license']);
  const other = read.name(['license_name']);
  // `other` only says that the name stands beside it.
  if (ours !== null) return [ours];
  return [...named.filter((one) => other === null || one !== 'other'), ...(other === null ? [] : [other])];
}

const hubDatasets = (read: Understood): ForeignDataset[] =>
  read.texts(['datasets']).map((name) => ({ name, version: null, digest: null, role: null }));

function ownDataset(read: Understood, at: Path): ForeignDataset[] {
  const name = read.name([...at, 'name']);
  if (name === null) return [];
  return [{ name, version: null, digest: read.digest([...at, 'digest']), role: read.name([...at, 'role']) }];
}

/** Metrics of one result. The interval is where our own cards have it: the format has one only in its newest form. */
function metricsOf(read: Understood, result: Path): ForeignMetric[] {
  return read.list([...result, 'metrics']).flatMap((at) => {
    // Only what stands as a pair is understood: a value of which nobody says what it measures is told as it is.
    const metric = read.has([...at, 'value']) ? read.name([...at, 'type']) : null;
    const value = metric === null ? null : read.measured([...at, 'value']);
    if (value === null || metric === null) return [];
    const named = read.name([...at, 'name']);
    const ofSlice = `${metric} of `;
    return [
      {
        ...{ metric, value, slice: named?.startsWith(ofSlice) ? named.slice(ofSlice.length) : null },
        lower: read.number([...at, 'args', 'lower']),
        upper: read.number([...at, 'args', 'upper']),
      },
    ];
  });
}

/** The text under each heading of Markdown, without headings of code. */
function sectionsOf(body: string): { readonly heading: string; readonly text: string }[] {
  const found: { heading: string; lines: string[] }[] = [];
  let isCode = false;
  for (const line of body.split(/\r?\n/)) {
    if (line.startsWith('```')) isCode = !isCode;
    const heading = isCode ? undefined : /^#{1,6}[ \t]+(.{1,200})$/.exec(line)?.[1];
    if (heading !== undefined)
      found.push({
        heading: heading
          .replace(/[\s#:]+$/, '')
          .trim()
          .toLowerCase(),
        lines: [],
      });
    else found.at(-1)?.lines.push(line);
  }
  return found.map(({ heading, lines }) => ({
    heading,
    text: withoutComments(lines.join('\n')).trim(),
  }));
}

/** The text without its comments. A pattern would look for the end of each one anew, in a text of nothing but beginnings. */
function withoutComments(text: string): string {
  let [kept, from] = ['', 0];
  for (;;) {
    const begin = text.indexOf('<!--', from);
    const end = begin < 0 ? -1 : text.indexOf('-->', begin);
    if (end < 0) return kept + text.slice(from);
    kept += text.slice(from, begin);
    from = end + '-->'.length;
  }
}
