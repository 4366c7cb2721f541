import { Badge } from '../../parts/words.js';
import { type Stop, stateText } from './words.js';

export function StopBadge({ of }: { readonly of: Pick<Stop, 'mode' | 'share' | 'ended' | 'drill'> }) {
  if (of.ended !== null || of.drill)
    return (
      <Badge look="" glyph={of.ended !== null ? '–' : '◇'}>
        {stateText(of)}
      </Badge>
    );
  return (
    <Badge look={of.mode === 'stop' ? 'bad' : 'care'} glyph={of.mode === 'stop' ? '■' : '◆'}>
      {stateText(of)}
    </Badge>
  );
}
