import type { Series } from '../api/queries.js';
import { plainText } from './plain-text.js';

export { groupText, namedGroup } from './group-text.js';

type Look = 'bad' | 'good' | 'care' | '';
/** Look of each state; a glyph and a word go with the colour, so that none stands for it alone. */
const STATES: Readonly<Record<string, readonly [look: Look, glyph: string, word: string]>> = {
  firing: ['bad', '■', 'firing'],
  pending: ['care', '◆', 'pending'],
  resolved: ['good', '●', 'resolved'],
  watching: ['good', '●', 'watching'],
  'no-data': ['care', '○', 'no data'],
  'not-judged': ['care', '○', 'not judged: too little data'],
  ended: ['', '–', 'ended'],
  silent: ['care', '○', 'silent'],
  'out-of-time': ['care', '○', 'out of time'],
  'not-watched': ['', '–', 'not watched'],
  coming: ['', '◇', 'to come'],
  'in-force': ['care', '◆', 'in force'],
};

export function Badge({ look, glyph, children }: { look: Look; glyph: string; children: string }) {
  return (
    <span className={`badge ${look}`}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>
      {children}
    </span>
  );
}

export function StateBadge({ state }: { readonly state: string }) {
  const [look, glyph, word] = STATES[state] ?? ['', '–', state];
  return (
    <Badge look={look} glyph={glyph}>
      {word}
    </Badge>
  );
}

/** Names come from outside: they are shown in their own direction, and long ones whole only where there is room. */
export const Name = ({ children, whole = false }: { readonly children: string; readonly whole?: boolean }) => (
  <bdi className={whole ? undefined : 'clip'} title={children.length > 200 ? plainText(children) : undefined}>
    {plainText(children)}
  </bdi>
);

export const seriesTitle = ({ requirement, component }: Pick<Series, 'requirement' | 'component'>): string =>
  component === null ? requirement : `${requirement}: ${component.replaceAll('_', ' ')}`;
