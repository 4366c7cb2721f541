import type { HttpAdmin } from '../../service/http-admin.js';
import { pathOf } from './one-incident.js';

export interface TimelineLine {
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly what: string;
  readonly text: string;
  readonly digest: string;
}

/** The whole timeline of an incident, page by page. */
export async function timelineOf(admin: HttpAdmin, id: string): Promise<TimelineLine[]> {
  const found: TimelineLine[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = (await admin.get(`${pathOf(id)}/timeline?after=${after}&limit=500`)) as {
      readonly items: readonly TimelineLine[];
      readonly next: number | null;
    };
    found.push(...page.items);
    after = page.next;
  }
  return found;
}
