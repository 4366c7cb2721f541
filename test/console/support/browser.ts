import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../../support/render-png.js';
import { PASSWORD } from './console-service.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The browser from npm; null, with a line that says so, where it cannot start. */
export const openBrowser = (): Promise<Browser | null> =>
  startBrowser().catch((cause: unknown) => {
    process.stdout.write(
      `skipped: the browser of @sparticuz/chromium cannot start here (${String(cause).split('\n')[0]})\n`,
    );
    return null;
  });

/** What the router leaves away before its own paths. */
const BASE = '/console';

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained of, but for the request that finds that nobody is signed in yet. */
  readonly problems: string[];
}

/** Somebody with a browser of their own, who asks for a page of the console and signs in on the way. */
export async function visit(
  browser: Browser,
  home: string,
  { name, path = '/console/', width = 1440 }: { name: string; path?: string; width?: number },
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${home}${path}`);
  await page.waitForURL(`${home}/sign-in**`);
  await page.fill('#name', name);
  await page.fill('#password', PASSWORD);
  await page.click('button[type="submit"]');
  await page.waitForURL(`${home}/console/**`);
  return { context, page, problems };
}

/** Goes to another page of the console as its links do, without loading the console anew, which takes half a second of processor time. */
export async function goWithin(page: Page, path: string): Promise<void> {
  const href = path.slice(BASE.length) || '/';
  await page.evaluate(`self.__TSR_ROUTER__.navigate({ href: ${JSON.stringify(href)} })`);
  // The page before stands until the next one is drawn.
  await page.waitForFunction('self.__TSR_ROUTER__.state.resolvedLocation === self.__TSR_ROUTER__.state.location');
}

/** What axe finds wrong with a page, as rule and place: by every rule, or once it was asked so, again by those that are named. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const runOnly = rules === undefined ? { type: 'tag', values: WCAG } : { type: 'rule', values: rules };
  if (rules === undefined) await page.evaluate(axeSource);
  return (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))`,
  )) as string[];
}

/** Folder into which every page that is looked at goes as a picture, for people to look at; none unless it is named. */
const PICTURES = process.env.TRIBUNE_PICTURES;

export async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await page.screenshot({ path: `${PICTURES}/${name.replaceAll(' ', '-')}.png`, fullPage: true });
}

/** Opens whatever a page keeps closed, so that it is looked at as well. */
export const openAll = async (page: Page): Promise<void> =>
  void (await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true"));

/** By how much a page is wider than its window; 0 where it is not. */
export const overflow = async (page: Page): Promise<number> =>
  Math.max(0, Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')));
