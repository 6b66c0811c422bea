import { signal } from '@preact/signals';

type InstallPrompt = Event & { prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }> };

/** The browser's offer to install the app; null while there is none. */
export const offer = signal<InstallPrompt | null>(null);

/** Keeps the offer for the settings, where somebody looks for it, instead of a bar over the tickets. */
export function watchForOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer.value = event as InstallPrompt;
  });
  addEventListener('appinstalled', () => {
    offer.value = null;
  });
}

export async function install(): Promise<void> {
  const { outcome } = (await offer.value?.prompt()) ?? {};
  if (outcome === 'accepted') offer.value = null;
}

export type Way = 'installed' | 'offered' | 'by the share sheet' | 'only over https' | 'by the browser';

/** How this device gets the app onto its home screen. */
export function wayToInstall(): Way {
  if (matchMedia('(display-mode: standalone)').matches) return 'installed';
  if (offer.value) return 'offered';
  if (!isSecureContext) return 'only over https';
  return /iPhone|iPad|iPod/.test(navigator.userAgent) ? 'by the share sheet' : 'by the browser';
}
