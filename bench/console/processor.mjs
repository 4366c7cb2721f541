import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the processor's clock a second, as Linux counts them for programs. */
const TICKS = 100;
const MS = 1_000 / TICKS;

/** What a process used, by /proc: itself, and the children that ended. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold spaces; after its bracket come the state, the parent, and so on.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
    return { parent: Number(fields[1]), own: own * MS, ended: ended * MS };
  } catch {
    return null;
  }
}

/** Processor time so far, ms, of a program, and of the programs that it began (which of a service is its database). */
export function processorMs(pid) {
  const all = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), statOf(name)])
      .filter(([, stat]) => stat !== null),
  );
  const isBelow = (one) => {
    for (let at = all.get(one)?.parent; at !== undefined && at > 1; at = all.get(at)?.parent)
      if (at === pid) return true;
    return false;
  };
  let below = 0;
  for (const [one, { own, ended }] of all) if (isBelow(one)) below += own + ended;
  return { own: all.get(pid)?.own ?? 0, below };
}
