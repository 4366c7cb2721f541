import { Badge } from '../../parts/words.js';
import { STATUSES, type Status } from './words.js';

export function StatusBadge({ status }: { readonly status: Status }) {
  const { look, glyph, word } = STATUSES[status];
  return (
    <Badge look={look} glyph={glyph}>
      {word}
    </Badge>
  );
}
