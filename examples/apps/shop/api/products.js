/** What the shop sells; prices in cents. */
export const products = [
  { sku: 'mug', name: 'Mug', priceCents: 1200, stock: 10 },
  { sku: 'shirt', name: 'T-shirt', priceCents: 2500, stock: 5 },
  { sku: 'sticker', name: 'Sticker', priceCents: 150, stock: 100 },
]
