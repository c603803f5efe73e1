from tests.web.cityfixtures import city, web_city_url

__all__ = ["city", "web_city_url"]
