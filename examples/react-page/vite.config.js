import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

// The service, started with FRONTEND_URL as the address of this page.
const { AUTH_ORIGIN = 'http://localhost:8000', PORT = '5174' } = process.env
const proxy = { '/api': AUTH_ORIGIN, '/ws': { target: AUTH_ORIGIN, ws: true } }
const place = { host: 'localhost', port: Number(PORT), strictPort: true, proxy }

export default defineConfig({
  plugins: [react()],
  // In this repository the client is taken from its sources; installed from a registry it needs nothing.
  resolve: { conditions: ['kalosphere-source', ...defaultClientConditions] },
  server: place,
  preview: place,
})
