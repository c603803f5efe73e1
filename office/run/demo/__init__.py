"""The demonstration: fictional organs and people under real region codes, example cases, the walked main job."""
