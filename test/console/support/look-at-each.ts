import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../../src/domain/identity/roles.js';
import { goWithin, overflow, picture, violations, type visit } from './browser.js';
import type { Shown } from './pages.js';

/** Buttons that change something for others. */
const ACT =
  /^(Stop|Go on|End (now|the)|Silence|Call off|I look after it|Nobody looks after it|Say it|Send a test|Propose|Confirm|Take it back|Turn it|Run now|Make|Save (?!as)|Change|Disable|Rotate|Revoke|Save the plan|Try another|Have it|Sign|Say that|Keep (one|\d)|Answer (it|what))/;

/** What a page offers that changes something for others. */
export const actsOn = (page: Page): Promise<string[]> => page.getByRole('button', { name: ACT }).allTextContents();

export interface Looked {
  readonly width: number;
  readonly come: (path: string, role: Role) => ReturnType<typeof visit>;
}

/**
 * Goes through pages as whoever may see each, and expects of each what it shows once all is there: nothing for axe, light and dark, nothing beyond its
 * edge, nothing on the console of the browser, and for an auditor no act.
 */
export async function lookAtEach(pages: Readonly<Record<string, Shown>>, { width, come }: Looked): Promise<void> {
  // One visitor of each role goes through the pages, as signing in takes longest.
  const visitors = new Map<Role, Awaited<ReturnType<typeof visit>>>();
  for (const [name, { path, ready, role = 'auditor' }] of Object.entries(pages)) {
    const known = visitors.get(role);
    const visitor = known ?? (await come(path, role));
    visitors.set(role, visitor);
    const { page } = visitor;
    if (known !== undefined) await goWithin(page, path);
    await page.getByText(ready).first().waitFor();
    await expect.poll(() => page.locator('.wait').count()).toBe(0);
    if (role === 'auditor') expect(await actsOn(page), name).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await violations(page), name).toEqual([]);
    await picture(page, `${name}-${width}-light`);
    // Only colours differ by the scheme, and they do not differ by the width.
    await page.emulateMedia({ colorScheme: 'dark' });
    if (width > 390) expect(await violations(page, ['color-contrast']), name).toEqual([]);
    await picture(page, `${name}-${width}-dark`);
    expect(await overflow(page), name).toBe(0);
    expect(visitor.problems, name).toEqual([]);
  }
  for (const { context } of visitors.values()) await context.close();
}
