import { printable } from '../terminal/error.js';

/** An explanation as the service tells it; what is there hangs on the view. */
export interface ToldExplanation {
  readonly view: string;
  readonly id: string;
  readonly outcome?: string;
  readonly route?: string;
  readonly version?: string;
  readonly score?: number | null;
  readonly cutoff?: number | null;
  readonly reasons?: {
    readonly status: string;
    readonly note: string | null;
    readonly sentences: readonly {
      readonly sentence: string;
      readonly values: readonly {
        readonly name: string;
        readonly unit: string | null;
        readonly value: string | null;
      }[];
    }[];
    readonly inputs?: readonly string[];
  };
  readonly recourse?: {
    readonly note: string;
    readonly offer: { readonly version: string; readonly until: string } | null;
    readonly ways: readonly Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>[];
  };
  readonly contributions?: Readonly<Record<string, number>>;
  /** Null where the contributions are exact; a service from before they were told by name says nothing. */
  readonly standardErrors?: Readonly<Record<string, number>> | null;
  readonly comparedWith?: { readonly warnings?: readonly string[] };
  readonly reproduced?: { readonly differences: readonly { readonly of: string; readonly detail: string }[] };
  readonly method?: { readonly name: string; readonly scale: string; readonly baseValue: number };
  readonly background?: { readonly rows: number; readonly digest: string; readonly warnings?: readonly string[] };
  readonly digest?: string;
}

/** An explanation for the terminal, its contributions from the greatest on. */
export const explanationText = (told: ToldExplanation): string =>
  [...head(told), ...words(told), ...numbers(told), ...how(told)].map((line) => `${line}\n`).join('');

function head({ id, outcome, route, score, cutoff }: ToldExplanation): string[] {
  const against = score === undefined ? '' : `  score ${score ?? 'none'}, cutoff ${cutoff ?? 'none'}`;
  return [`${printable(id)}${outcome === undefined ? '' : `  ${outcome}, ${printable(route ?? '')}`}${against}`];
}

function words({ reasons, recourse }: ToldExplanation): string[] {
  if (reasons === undefined || recourse === undefined) return [];
  const said = reasons.sentences.map(({ sentence, values }) => {
    const own = values.map(
      ({ name, unit, value }) => `${name} ${value ?? 'missing'}${unit === null ? '' : ` ${unit}`}`,
    );
    return `  - ${printable(sentence)}${own.length === 0 ? '' : ` (${printable(own.join(', '))})`}`;
  });
  const inputs = reasons.inputs ?? [];
  const named =
    inputs.length === 0 ? [] : [`  inputs that spoke against the person most: ${printable(inputs.join(', '))}`];
  const ways = recourse.ways.map(
    (way) =>
      `  - ${Object.entries(way)
        .map(([name, { from, to }]) => `${printable(name)} ${printable(String(from))} -> ${printable(String(to))}`)
        .join(', ')}`,
  );
  const noteOf = (note: string | null): string => (note === null ? '' : `: ${printable(note)}`);
  return [
    `reasons (${reasons.status})${noteOf(reasons.note)}`,
    ...said,
    ...named,
    `changes: ${printable(recourse.note)}`,
    ...ways,
    ...(recourse.offer === null ? [] : [`  holds until ${recourse.offer.until}, made by ${recourse.offer.version}`]),
  ];
}

function numbers({ contributions, standardErrors, reproduced, comparedWith, background }: ToldExplanation): string[] {
  if (contributions === undefined) return [];
  const rows = Object.entries(contributions).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const differences = reproduced?.differences ?? [];
  const errorOf = (name: string): string => {
    const error = standardErrors?.[name];
    return error === undefined ? '' : ` (standard error ${error.toPrecision(2)})`;
  };
  return [
    'contributions',
    ...rows.map(([name, value]) => `  ${value >= 0 ? '+' : ''}${value}${errorOf(name)}  ${printable(name)}`),
    ...(comparedWith?.warnings ?? background?.warnings ?? []).map((warning) => `warning: ${printable(warning)}`),
    ...differences.map(({ of, detail }) => `differs: ${of}: ${printable(detail)}`),
  ];
}

function how({ version, method, background, digest }: ToldExplanation): string[] {
  if (version === undefined || method === undefined) return [];
  return [
    `version     ${version}`,
    `method      ${method.name}, ${method.scale} scale, base value ${method.baseValue}`,
    `background  ${background?.rows} people, ${background?.digest}`,
    `sealed as   ${digest}`,
  ];
}
