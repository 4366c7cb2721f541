import { readFileSync } from 'node:fs';

/** Identity of a process, which distinguishes it from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time and boot on Linux; null where the system does not provide them. */
  readonly started: string | null;
}

export function processIdentity(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) };
}

/** Whether this process is still running. */
export function sameProcess({ pid, started }: ProcessIdentity): boolean {
  return isAlive(pid) && (started === null || startOf(pid) === started);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Fields of /proc/PID/stat after the name, which may hold spaces and parentheses. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** Whether the process is dead, but not yet reaped by its parent. */
const isZombie = (pid: number): boolean => statFields(pid)?.[0] === 'Z';

/** Field 22 of proc(5) stat is the start time in ticks since boot; the third field is index 0 here. */
const START_TIME = 19;

function startOf(pid: number): string | null {
  const ticks = statFields(pid)?.[START_TIME];
  if (ticks === undefined) return null;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return ticks;
  }
}
