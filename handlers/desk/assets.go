package desk

import (
	"embed"

	"motcua/internal/pages"
)

//go:embed assets
var assetFiles embed.FS

func loadAssets() (*pages.Assets, error) { return pages.Load(assetFiles, "/desk/assets/") }
