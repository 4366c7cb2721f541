export type Status =
  | 'met'
  | 'stated'
  | 'gap'
  | 'undecided'
  | 'waived'
  | 'not-yet-in-force'
  | 'not-applicable'
  | 'repealed';
type Look = 'bad' | 'good' | 'care' | '';

/** How each status looks, in the order in which somebody wants to see them: what has to be done first. */
export const STATUSES: Readonly<
  Record<Status, { readonly look: Look; readonly glyph: string; readonly word: string }>
> = {
  gap: { look: 'bad', glyph: '■', word: 'gap' },
  undecided: { look: 'care', glyph: '◆', word: 'undecided' },
  // Two persons let it be so for a while: it is no evidence, and somebody has to see to it before the waiver ends.
  waived: { look: 'care', glyph: '◐', word: 'waived' },
  met: { look: 'good', glyph: '●', word: 'met' },
  // A person says it, and nobody checked it: that looks as nothing that is known does.
  stated: { look: '', glyph: '○', word: 'stated' },
  'not-yet-in-force': { look: '', glyph: '◇', word: 'not yet in force' },
  'not-applicable': { look: '', glyph: '–', word: 'not applicable' },
  repealed: { look: '', glyph: '×', word: 'repealed' },
};

export const STATUS_ORDER = Object.keys(STATUSES) as Status[];

export const isStatus = (text: string | undefined): text is Status =>
  text !== undefined && Object.hasOwn(STATUSES, text);

/** Statuses of controls that hold, or will: what is about other places and other systems is left out unless asked for. */
const ABOUT_IT: ReadonlySet<Status> = new Set(['gap', 'undecided', 'waived', 'met', 'stated', 'not-yet-in-force']);

interface Listed {
  readonly framework: string;
  readonly status: Status;
}

interface Shown {
  readonly status?: string | undefined;
  readonly framework?: string | undefined;
}

/** The controls that are shown, those first of which something has to be done. */
export const shownControls = <C extends Listed>(all: readonly C[], { status, framework }: Shown): readonly C[] =>
  all
    .filter((one) => framework === undefined || one.framework === framework)
    .filter((one) => (isStatus(status) ? one.status === status : ABOUT_IT.has(one.status)))
    .toSorted((a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status));

const DAY_MS = 86_400_000;
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** First and last day of the slider, and where a day stands on it. Days are those of UTC, as law of the packs counts them. */
export const FIRST_DAY = '2024-01-01';
export const LAST_DAY = '2030-12-31';
const FIRST_MS = Date.parse(`${FIRST_DAY}T00:00:00Z`);
export const LAST_PLACE = Math.round((Date.parse(`${LAST_DAY}T00:00:00Z`) - FIRST_MS) / DAY_MS);
export const placeOf = (day: string): number =>
  Math.min(LAST_PLACE, Math.max(0, Math.round((Date.parse(`${day}T00:00:00Z`) - FIRST_MS) / DAY_MS)));
export const dayAt = (place: number): string => dayOf(FIRST_MS + place * DAY_MS);

export const isOnSlider = (day: string): boolean => FIRST_DAY <= day && day <= LAST_DAY;

interface Comes {
  readonly comes: readonly { readonly from: string; readonly controls: number }[];
  readonly name: string;
}

/** Days on which law begins to hold after a day, the next first, with what begins. */
export function nextDays(frameworks: readonly Comes[], day: string) {
  const found = new Map<string, { readonly from: string; controls: number; readonly names: string[] }>();
  for (const { comes, name } of frameworks)
    for (const { from, controls } of comes) {
      if (from <= day) continue;
      const one = found.get(from) ?? { from, controls: 0, names: [] };
      one.controls += controls;
      one.names.push(name);
      found.set(from, one);
    }
  return [...found.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}
