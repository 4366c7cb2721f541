/**
 * Numbers that a service shows of itself, in the text format 0.0.4 of Prometheus. Each is an object that its room declares with name, help
 * and labels; the one registry prints them all.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */

/** Values of the labels of one sample. */
export type Labels<Name extends string = string> = Readonly<Record<Name, string>>;

/** A sample: its labels and its value. */
export type Sample<Name extends string = string> = readonly [labels: Labels<Name>, value: number];

/** A declared number, or a family of them by labels. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Its samples as lines of text, without the head. */
  print(scrape: Scrape): string;
}

/** One reading of all metrics: what several of them look at is asked once. */
export class Scrape {
  readonly #known = new Map<() => unknown, unknown>();

  once<T>(read: () => T): T {
    if (!this.#known.has(read)) this.#known.set(read, read());
    return this.#known.get(read) as T;
  }
}

const METRIC_NAME = /^[a-z][a-z0-9_]*$/;

/** Counts that only grow, by labels. */
export class Counter<Name extends string = never> implements Metric {
  readonly type = 'counter';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Name[];
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string, labels: readonly Name[]) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    // Without labels there is one sample from the start: what is missing cannot be alarmed on.
    if (labels.length === 0) this.#values.set('', 0);
  }

  add(n: number, labels?: Labels<Name>): void {
    const key = labels === undefined ? '' : printLabels(this.labels, labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + n);
  }

  print(): string {
    return [...this.#values].map(([key, value]) => `${this.name}${key} ${value}\n`).join('');
  }
}

interface Buckets {
  readonly counts: number[];
  sum: number;
  n: number;
}

/** How often values fell below each of some bounds, by labels. */
export class Histogram<Name extends string = never> implements Metric {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Name[];
  readonly #edges: readonly number[];
  readonly #values = new Map<string, Buckets>();

  constructor(name: string, help: string, { labels, edges }: { labels: readonly Name[]; edges: readonly number[] }) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.#edges = edges;
  }

  observe(value: number, labels: Labels<Name>): void {
    const key = printLabels(this.labels, labels);
    let buckets = this.#values.get(key);
    if (buckets === undefined) {
      buckets = { counts: this.#edges.map(() => 0), sum: 0, n: 0 };
      this.#values.set(key, buckets);
    }
    buckets.sum += value;
    buckets.n++;
    const bucket = this.#edges.findIndex((edge) => value <= edge);
    if (bucket >= 0) buckets.counts[bucket]!++;
  }

  print(): string {
    return [...this.#values].map(([key, buckets]) => this.#lines(key, buckets)).join('');
  }

  #lines(key: string, { counts, sum, n }: Buckets): string {
    const { name } = this;
    const before = key === '' ? '' : `${key.slice(1, -1)},`;
    let below = 0;
    const lines = this.#edges.map((edge, i) => {
      below += counts[i]!;
      return `${name}_bucket{${before}le="${edge}"} ${below}\n`;
    });
    return `${lines.join('')}${name}_bucket{${before}le="+Inf"} ${n}\n${name}_sum${key} ${sum}\n${name}_count${key} ${n}\n`;
  }
}

/** A metric whose value stands somewhere else and is looked at when it is asked for. */
class Observed<Seen, Name extends string> implements Metric {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Name[];
  readonly #read: () => Seen;
  readonly #samples: (seen: Seen) => number | Iterable<Sample<Name>>;

  constructor(
    { type, name, help, labels }: Pick<Observed<Seen, Name>, 'type' | 'name' | 'help' | 'labels'>,
    read: () => Seen,
    samples: (seen: Seen) => number | Iterable<Sample<Name>>,
  ) {
    this.type = type;
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.#read = read;
    this.#samples = samples;
  }

  print(scrape: Scrape): string {
    const found = this.#samples(scrape.once(this.#read));
    if (typeof found === 'number') return `${this.name} ${found}\n`;
    return [...found].map(([labels, value]) => `${this.name}${printLabels(this.labels, labels)} ${value}\n`).join('');
  }
}

/**
 * Declares a count that only grows.
 *
 * @example
 * const refused = counter('tribune_refused_total', 'Requests refused, by error code.', ['code']);
 * refused.add(1, { code: 'BODY_INVALID' });
 */
export const counter = <Name extends string = never>(
  name: string,
  help: string,
  labels: readonly Name[] = [],
): Counter<Name> => new Counter(named(name), help, labels);

/** Declares a distribution; `edges` are the upper bounds of its buckets, ascending. */
export const histogram = <Name extends string = never>(
  name: string,
  help: string,
  { labels = [], edges }: { labels?: readonly Name[]; edges: readonly number[] },
): Histogram<Name> => new Histogram(named(name), help, { labels, edges });

/** What declares metrics over one state. */
export interface Observing<Seen> {
  /** A value that goes up and down: a number, or samples by label. */
  gauge<Name extends string = never>(
    name: string,
    help: string,
    samples: (seen: Seen) => number | Iterable<Sample<Name>>,
    labels?: readonly Name[],
  ): Metric;
  /** A count that is kept elsewhere. */
  counter<Name extends string = never>(
    name: string,
    help: string,
    samples: (seen: Seen) => number | Iterable<Sample<Name>>,
    labels?: readonly Name[],
  ): Metric;
}

/**
 * Declares metrics over a state that is read once for each look at all of them.
 *
 * @example
 * const queue = observing(() => service.metrics());
 * const waiting = queue.gauge('tribune_queued_records', 'Records waiting for a commit.', (s) => s.queuedRecords);
 */
export function observing<Seen>(read: () => Seen): Observing<Seen> {
  return {
    gauge: (name, help, samples, labels = []) =>
      new Observed({ type: 'gauge', name: named(name), help, labels }, read, samples),
    counter: (name, help, samples, labels = []) =>
      new Observed({ type: 'counter', name: named(name), help, labels }, read, samples),
  };
}

/** Samples of a record by one label. */
export const byLabel = <Name extends string>(
  label: Name,
  values: Readonly<Record<string, number>>,
): readonly Sample<Name>[] =>
  Object.entries(values).map(([key, value]) => [{ [label]: key } as Labels<Name>, value] as const);

/** Prints metrics with their heads; a name that is there twice throws. */
export function printMetrics(metrics: Iterable<Metric>): string {
  const scrape = new Scrape();
  const seen = new Set<string>();
  let text = '';
  for (const metric of metrics) {
    const { name, help, type } = metric;
    if (seen.has(name)) throw new RangeError(`the metric ${name} is declared twice`);
    seen.add(name);
    text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${metric.print(scrape)}`;
  }
  return text;
}

function named(name: string): string {
  if (METRIC_NAME.test(name)) return name;
  throw new RangeError(`"${name}" is no name of a metric: small letters, digits and underscores`);
}

function printLabels<Name extends string>(names: readonly Name[], labels: Labels<Name>): string {
  if (names.length === 0) return '';
  return `{${names.map((name) => `${name}="${escapeLabel(labels[name])}"`).join(',')}}`;
}

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
