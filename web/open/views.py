from flask import Blueprint

blueprint = Blueprint("open", __name__, template_folder="templates")
