import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import type { Shown } from './pages.js';

/** Who is signed in, and what changes: without these there is no page. */
const NEEDED = /\/v1\/(session|\w+\/events)/;

/**
 * Goes through pages while nothing is answered, and then nothing but failures: each has its title and says that it waits, and then what went wrong,
 * with a way to ask again.
 */
export async function lookAtEachWaitAndFail(
  pages: readonly (readonly [string, Shown])[],
  { page, home }: { readonly page: Page; readonly home: string },
): Promise<void> {
  let isHeld = true;
  let held: Route[] = [];
  // A page that is left meanwhile waits for nothing any more.
  const fail = (route: Route) => route.fulfill({ status: 500, json: { code: 'INTERNAL' } }).catch(() => undefined);
  await page.route(/\/v1\/|\/ledger\/(main|reads)\//, (route) => {
    if (NEEDED.test(route.request().url())) return route.continue();
    if (!isHeld) return fail(route);
    held.push(route);
    return undefined;
  });
  for (const [name, { path }] of pages) {
    [isHeld, held] = [true, []];
    await page.goto(`${home}${path}`);
    await page.locator('h1').first().waitFor();
    await page.locator('.wait').first().waitFor({ state: 'attached' });
    isHeld = false;
    await Promise.all(held.splice(0).map(fail));
    await expect.poll(() => page.locator('.wait').count(), { message: name }).toBe(0);
    const told = page.locator('.state[role=alert]').first();
    await told.getByText('The service answered 500.').waitFor();
    expect(await told.getByRole('button', { name: 'Try again' }).count(), name).toBe(1);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
}
