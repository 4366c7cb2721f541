const WIDTH = 96;
const HEIGHT = 8;

/** How far evidence has gone to its threshold, on the logarithmic scale on which it grows; the number stands beside it. */
export function EvidenceBar({ share, text }: { readonly share: number; readonly text: string }) {
  const filled = Math.min(1, share) * WIDTH;
  return (
    <span className="row number">
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <rect width={WIDTH} height={HEIGHT} rx="2" fill="var(--t-rule)" />
        <rect width={filled} height={HEIGHT} rx="2" fill={share >= 1 ? 'var(--t-breach)' : 'var(--t-mark)'} />
      </svg>
      <span>
        {Math.floor(Math.min(1, share) * 100)} % <span className="note small">({text})</span>
      </span>
    </span>
  );
}
