# 策问：make run 打开网页，make test 跑测试；make help 列出全部命令。
PYTHON ?= python3
CORPUS ?= corpus/samples
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One library for each corpus folder, so that two never mix.
LIBRARY = .cewen/$(shell printf '%s' "$(CORPUS)" | cksum | cut -d' ' -f1)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install run test check format eval clean

help: ## 列出命令
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## 建立 .venv 环境并安装 cewen

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新版本；用 make PYTHON=python3.12 指定。"; exit 1; }
	@echo "建立环境 $(VENV)…"
	@$(PYTHON) -m venv $(VENV)
	@echo "安装依赖（首次约两分钟，大部分是 torch；以下是 pip 的进度）…"
	@$(BIN)/python -m pip install --editable '.[dev]'
	@touch $(STAMP)
	@echo "环境已就绪。"

run: install ## 加入文件并打开网页；CORPUS=目录 换成自己的文件，PORT=端口
	@test -e "$(CORPUS)" || { echo "找不到 $(CORPUS)，请检查 CORPUS。"; exit 2; }
	@echo "读取 $(CORPUS) …"
	@$(BIN)/cewen add --library "$(LIBRARY)" "$(CORPUS)"
	@$(BIN)/cewen serve --library "$(LIBRARY)" --port $(PORT)

test: install ## 跑全部测试
	@$(BIN)/python -m pytest

check: install ## 格式、静态检查、类型
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: install ## 整理格式
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval: install ## 在随附的评测集上评测
	@$(BIN)/cewen eval

clean: ## 删除环境与文库（模型缓存在用户目录，不动）
	rm -rf $(VENV) .cewen build *.egg-info .pytest_cache .mypy_cache .ruff_cache
