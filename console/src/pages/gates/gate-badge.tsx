import { Badge } from '../../parts/words.js';
import { STATES, type State } from './words.js';

export function GateBadge({ state }: { readonly state: State }) {
  const { look, glyph, word } = STATES[state];
  return (
    <Badge look={look} glyph={glyph}>
      {word}
    </Badge>
  );
}
