import type { DocumentState } from '../../api/documents.js';
import { Badge } from '../../parts/words.js';
import { STATES } from './words.js';

export function DocumentBadge({ state }: { readonly state: DocumentState['state'] }) {
  const { look, glyph, word } = STATES[state];
  return (
    <Badge look={look} glyph={glyph}>
      {word}
    </Badge>
  );
}
