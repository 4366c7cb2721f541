import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const BLOCK = 512;
/** The sandbox needs rights that containers do not give; the pages shown here are our own and load nothing. */
const BROWSER_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'];
const decompress = promisify(brotliDecompress);

/** Files and links of a tar archive, as far as the libraries of the browser need it. */
async function untar(archive: Buffer, folder: string): Promise<void> {
  const field = (at: number, from: number, length: number) =>
    archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const name = [field(at, 345, 155), field(at, 0, 100)].filter(Boolean).join('/');
    const size = Number.parseInt(field(at, 124, 12).trim() || '0', 8);
    const kind = field(at, 156, 1);
    const path = resolve(folder, name);
    if (!path.startsWith(folder)) throw new Error(`archive entry outside its folder: ${name}`);
    await mkdir(kind === '5' ? path : dirname(path), { recursive: true });
    if (kind === '0' || kind === '') {
      await writeFile(path, archive.subarray(at + BLOCK, at + BLOCK + size), { mode: 0o755 });
    } else if (kind === '2') {
      await symlink(field(at, 157, 100), path);
    }
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
}

/** Unpacks the shared libraries of the browser once per version; a rename makes it safe for processes that do so together. */
async function browserLibraries(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = resolve(dirname(entry), '../..');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `tribune-chromium-libraries-${version}`);
  if (existsSync(folder)) return join(folder, 'lib');
  const fresh = await mkdtemp(`${folder}-`);
  await untar(await decompress(await readFile(join(root, 'bin', 'al2023.tar.br'))), fresh);
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return join(folder, 'lib');
}

/** Starts the browser that comes from npm; throws when the machine cannot run it. The caller closes it. */
export async function startBrowser(): Promise<Browser> {
  const libraries = await browserLibraries();
  const executablePath = await chromium.executablePath();
  return playwright.launch({
    executablePath,
    headless: true,
    args: [...BROWSER_FLAGS],
    env: { ...process.env, LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') },
  });
}

export interface Picture {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
}

/**
 * A report is some 20,000 px high, a surface of 90 MB: on a busy machine Chromium at times gives up drawing it.
 */
const GIVEN_UP = 'Unable to capture screenshot';
const ATTEMPTS = 3;

/** Renders HTML (or an SVG) to a PNG of the whole page, for a person to look at; a page that could not be drawn is opened anew. */
export async function renderPng(browser: Browser, markup: string, path: string, picture: Picture = {}): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await draw(browser, markup, path, picture);
    } catch (cause) {
      if (attempt === ATTEMPTS || !(cause as Error).message.includes(GIVEN_UP)) throw cause;
    }
  }
}

async function draw(browser: Browser, markup: string, path: string, picture: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: { width: picture.width ?? 1100, height: 800 } });
  try {
    await page.emulateMedia({ colorScheme: picture.theme ?? 'light', media: picture.media ?? 'screen' });
    await page.setContent(markup, { waitUntil: 'load' });
    await page.screenshot({ path, fullPage: true });
  } finally {
    await page.close();
  }
}
