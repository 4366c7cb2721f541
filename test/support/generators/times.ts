import fc from 'fast-check';

const DAY_MS = 86_400_000;

const ZONES = ['Z', 'z', '+00:00', '-00:00', '+05:30', '-11:00', '+23:59', '-23:59'] as const;

function offsetOf(zone: string): number {
  if (zone.length === 1) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** A moment and one way of RFC 3339 to write it. Digits beyond milliseconds are cut. */
export interface WrittenTime {
  readonly ms: number;
  readonly text: string;
}

/** Moments up to `latestMs`, in every zone, with 0 to 9 digits behind the second, in capitals or not. */
export const writtenTime = (latestMs: number): fc.Arbitrary<WrittenTime> =>
  fc
    .record({
      ms: fc.oneof(
        fc.integer({ min: latestMs - 3 * DAY_MS, max: latestMs }),
        fc.integer({ min: Date.UTC(1900, 0, 1), max: latestMs }),
        fc.constantFrom(0, Date.UTC(2024, 1, 29, 23, 59, 59, 999), Date.UTC(2000, 1, 29), Date.UTC(1999, 11, 31)),
        fc.constantFrom(Date.UTC(101, 0, 1), Date.UTC(4, 5, 1) - 1900 * 365.25 * DAY_MS),
      ),
      zone: fc.constantFrom(...ZONES),
      digits: fc.constantFrom(0, 1, 2, 3, 3, 3, 4, 6, 9),
      small: fc.boolean(),
      more: fc.nat(999_999),
    })
    .map(({ ms, zone, digits, small, more }) => {
      const unit = 10 ** Math.max(0, 3 - digits);
      const cut = Math.floor(ms / unit) * unit;
      const local = new Date(cut + offsetOf(zone)).toISOString();
      const fraction = `${local.slice(20, 23)}${String(more).padStart(6, '0')}`.slice(0, digits);
      const text = `${local.slice(0, 19)}${digits === 0 ? '' : `.${fraction}`}${zone}`;
      return { ms: cut, text: small ? text.replace('T', 't') : text };
    });

/** Texts that are no time, or none with a zone. */
export const STRANGE_TIMES: readonly string[] = [
  '',
  'yesterday',
  '2026-11-21',
  '2026-11-21T10:00:00',
  '2026-11-21 10:00:00Z',
  '2026-02-29T10:00:00Z',
  '2026-13-01T10:00:00Z',
  '2026-00-10T10:00:00Z',
  '2026-11-31T10:00:00.000Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T10:60:00Z',
  '2026-11-21T10:00:60Z',
  '2026-11-21T10:00:00+24:00',
  '2026-11-21T10:00:00+0100',
  '2026-11-21T10:00:00.Z',
  '2026-11-21T10:00:00.0000000001Z',
  '2026-11-21T10:00:00.000ZZ',
  '２026-11-21T10:00:00Z',
  '+002026-11-21T10:00:00Z',
  '1764000000',
];
export const strangeTime: fc.Arbitrary<string> = fc.constantFrom(...STRANGE_TIMES);
