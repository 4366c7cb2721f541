/** A day, or a moment of one in UTC. */
const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?Z?)?$/;

/** Milliseconds since 1970 of a day or a moment in UTC; null where it is none, as 2026-02-30. */
export function momentOf(text: string): number | null {
  const [, day, minute = '00:00', second = ':00'] = MOMENT.exec(text) ?? [];
  if (day === undefined) return null;
  const iso = `${day}T${minute}${second}.000Z`;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? null : ms;
}
