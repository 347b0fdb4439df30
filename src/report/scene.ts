import type { Layout } from './layout.ts';
import type { Model } from './model.ts';
import type { Theme } from './theme.ts';
import type { Viewport } from './viewport.ts';

/** What there is to draw, where, when and in which colours. */
export interface Scene {
  readonly model: Model;
  readonly layout: Layout;
  readonly viewport: Viewport;
  readonly theme: Theme;
}
